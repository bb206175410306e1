"""Telling a client what it missed.

https://core.telegram.org/api/updates
"""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.domain.account_events import (
    NOTHING_CHANGED,
    AccountChange,
    AccountDifference,
    DeviceSignedIn,
)
from heliograph.domain.history import Difference
from heliograph.domain.messages import BoxState
from heliograph.domain.people import is_bot

_MARGIN_S = 60
"""Dates are whole seconds, and what a client was sent last may have overtaken what it lost."""


async def catch_up(
    app: App, owner_id: int, *, pts: int, date: int, limit: int, device_hash: int | None = None
) -> tuple[Difference, AccountDifference]:
    """At most `limit` changes of the mailbox after `pts`; with the last of them what else changed
    since `date`, as it stands by now, whoever asked for it; but the device of `device_hash`, which
    asks, is not told that it signed in.

    Until then the client's date stands still: moved on with the slices it would pass by what it
    is told in the last. If that is too much at once, further slices follow by date.
    """
    now = app.clock.now()
    missed = await app.store.difference(owner_id, pts=pts, limit=limit)
    if not missed.final:
        return replace(missed, state=replace(missed.state, date=min(date, now))), NOTHING_CHANGED
    account = await app.store.account_difference(owner_id, since=date - _MARGIN_S)
    account = replace(account, changes=_of_others(account.changes, device_hash))
    if account.reached is not None:
        # The next request asks from a minute before its date on.
        box = replace(missed.state, date=account.reached + 1 + _MARGIN_S)
        return replace(missed, state=box, final=False), account
    reached = max(missed.state.date, now)
    return replace(missed, state=replace(missed.state, date=reached)), account


def _of_others(
    changes: Sequence[AccountChange], device_hash: int | None
) -> tuple[AccountChange, ...]:
    return tuple(
        change
        for change in changes
        if not isinstance(change, DeviceSignedIn) or change.device.hash != device_hash
    )


async def present_state(app: App, owner_id: int, *, auth_key_id: int) -> BoxState:
    """Where the mailbox and a device stand, dated now: nothing that happened before is to be told
    again."""
    now = app.clock.now()
    box = await app.store.state(owner_id)
    if is_bot(owner_id):
        qts = await app.store.bot_qts(owner_id)
    else:
        qts = await app.store.encrypted_qts(auth_key_id)
    return replace(box, qts=qts, date=max(box.date, now))
