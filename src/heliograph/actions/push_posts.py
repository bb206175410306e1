"""Having devices that are away told of a supergroup's or channel's messages."""

from collections.abc import AsyncIterator, Sequence, Set

from heliograph.actions.app import App
from heliograph.actions.push_presence import away
from heliograph.domain.channels import SeenChannel
from heliograph.domain.push import PushDevice
from heliograph.ports.push import PushPost

_AT_ONCE = 500
"""Accounts that are asked about at once: 2 ms of a reader."""

_NOBODY = 0


async def queue_post(
    app: App, post: PushPost, accounts: Set[int], *, peer_id: int, message_id: int
) -> int:
    """Have the absent devices of those who are in a channel told of a message; gives how many
    will be. `accounts` are all that have devices.

    However many are in it, only those of them with devices are asked about, some at a time.
    """
    (seen,) = await app.store.shown(_NOBODY, [peer_id])
    assert isinstance(seen, SeenChannel)
    queued = 0
    async for some in _candidates(app, seen, accounts):
        queued += await _queue(app, post, some, peer_id=peer_id, message_id=message_id)
    return queued


async def _candidates(
    app: App, seen: SeenChannel, accounts: Set[int]
) -> AsyncIterator[Sequence[int]]:
    """Accounts with devices: those in the channel if they are few, else all that there are."""
    channel = seen.channel
    if channel.members >= len(accounts):
        known = list(accounts)
        for start in range(0, len(known), _AT_ONCE):
            yield known[start : start + _AT_ONCE]
        return
    page: Sequence[int] = (0,)
    while page:
        page = await app.store.members_after(channel.id, page[-1], at_most=_AT_ONCE)
        if some := [one for one in page if one in accounts]:
            yield some


async def _queue(
    app: App, post: PushPost, accounts: Sequence[int], *, peer_id: int, message_id: int
) -> int:
    now, bounds = app.clock.now(), app.push_rules.bounds
    muted = dict(await app.store.post_listeners(peer_id, message_id, accounts, now=now))
    if not muted:
        return 0
    found = await app.store.push_devices_of(list(muted))
    absent = away(app, [one for one in found if post.carries(one.kind)])
    queued = 0
    for after_s, told in (
        (0, [one for one in absent if not muted[one.account_id]]),
        (bounds.muted_every_s, [one for one in absent if _counts(one) and muted[one.account_id]]),
    ):
        if told:
            queued += await app.store.queue_push(
                [one.id for one in told],
                peer_id=peer_id,
                message_id=message_id,
                now=now,
                after_s=after_s,
                bounds=bounds,
            )
    return queued


def _counts(device: PushDevice) -> bool:
    return device.hears_of_muted
