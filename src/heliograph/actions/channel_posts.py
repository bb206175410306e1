"""Reading channels, and taking messages out of them."""

from collections.abc import Sequence
from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import tell_changes
from heliograph.domain.account_events import ChannelReadByOthers, UnreadMarkChanged
from heliograph.domain.channel_posts import check_may_delete, check_spam_unwanted
from heliograph.domain.events import Origin, PostCount, PostsCounted
from heliograph.domain.message_changes import Deleted
from heliograph.domain.peers import channel_of
from heliograph.domain.people import SERVICE_ACCOUNT_ID

_TOLD_AT_ONCE = 1_000
"""Posts whose counts are told of at once; of more one is told when one looks again."""


async def read(
    app: App, account_id: int, peer_id: int, *, max_id: int, origin: Origin | None
) -> bool:
    """Mark a channel read up to `max_id` (0: all of it); who wrote it learns of it in a supergroup.

    Gives whether anything was news.
    """
    app.post_views.watch(account_id, peer_id, now=app.clock.now())
    mine, writers, cleared = await app.store.read_channel(account_id, peer_id, max_id=max_id)
    if mine is not None:
        tell_account(app, account_id, mine, origin=origin)
    if cleared:
        mark = UnreadMarkChanged(peer_id=peer_id, unread=False)
        tell_account(app, account_id, mark, origin=origin)
    for writer_id, top_id in writers:
        told = ChannelReadByOthers(channel_id=channel_of(peer_id), max_id=top_id)
        tell_account(app, writer_id, told, origin=None)
    return mine is not None


async def write_views(app: App) -> None:
    """Write what was seen since the last time, all at once; who has looked lately is told how often
    posts were seen and passed on by now."""
    counts = app.post_views.take()
    if counts:
        await app.store.count_views(counts)
    watching = app.post_views.watching(now=app.clock.now())
    moved = counts.keys() | app.post_views.take_forwarded()
    wanted = sorted(place for place in moved if place[0] in watching)[:_TOLD_AT_ONCE]
    if not wanted:
        return
    told: dict[int, list[PostCount]] = {}
    for (peer_id, message_id), (views, forwards) in (await app.store.post_counts(wanted)).items():
        told.setdefault(peer_id, []).append(PostCount(message_id, views, forwards))
    for peer_id, found in told.items():
        accounts = tuple(watching[peer_id])
        app.bus.publish(PostsCounted(peer_id=peer_id, account_ids=accounts, counts=tuple(found)))


async def take_out_spam(app: App, peer_id: int, ids: Sequence[int]) -> None:
    """Delete messages that a rule fits, where the admins asked for that and still do."""
    parts = await app.store.delete_posts(
        SERVICE_ACCOUNT_ID, peer_id, ids, date=app.clock.now(), check=check_spam_unwanted
    )
    tell_changes(app, parts, origin=None)


async def delete(
    app: App,
    account_id: int,
    peer_id: int,
    ids: Sequence[int],
    *,
    with_topics: bool = False,
    origin: Origin | None,
) -> Deleted:
    """Take messages out of a channel, for everybody."""
    check = partial(check_may_delete, now=app.clock.now(), with_topics=with_topics)
    parts = await app.store.delete_posts(
        account_id,
        peer_id,
        ids,
        date=app.clock.now(),
        check=check,
    )
    tell_changes(app, parts[:1], origin=origin)
    # The answer says nothing of the group from which posts of a channel went, too.
    tell_changes(app, parts[1:], origin=None)
    return parts[0]
