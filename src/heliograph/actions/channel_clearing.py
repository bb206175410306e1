"""Clearing what was said in a supergroup, for oneself or for everybody."""

from heliograph.actions import channel_posts
from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.domain.channel_posts import check_may_clear, check_may_take_away
from heliograph.domain.channels import SeenChannel
from heliograph.domain.events import ChannelMembership, Origin
from heliograph.domain.history import HistoryQuery
from heliograph.domain.message_changes import Deleted

_AT_ONCE = 100

_MOST = 10_000
"""Messages that one call takes away from everybody; whoever asks again takes more."""


async def clear_for_oneself(
    app: App, seen: SeenChannel, max_id: int, *, origin: Origin | None
) -> int:
    """Hide what was said from the viewer alone; up to which id, 0 if that was hidden already."""
    account_id, peer_id = seen.viewer_id, seen.channel.peer_id
    check_may_clear(seen, revoke=False)
    cleared = await app.store.clear_channel(account_id, peer_id, max_id=max_id)
    if cleared is None:
        return 0
    app.bus.publish(
        ChannelMembership(
            account_id=account_id, peer_id=peer_id, inside=True, hidden_up_to=cleared.max_id
        )
    )
    tell_account(app, account_id, cleared, origin=origin)
    await channel_posts.read(app, account_id, peer_id, max_id=cleared.max_id, origin=None)
    return cleared.max_id


async def clear_for_all(app: App, seen: SeenChannel, max_id: int) -> None:
    """Take what was said away from everybody, who all are told of it."""
    account_id, peer_id = seen.viewer_id, seen.channel.peer_id
    check_may_clear(seen, revoke=True)
    query = HistoryQuery(
        owner_id=account_id,
        peer_id=peer_id,
        limit=_AT_ONCE,
        max_id=max_id + 1 if max_id > 0 else 0,
    )
    for _ in range(_MOST // _AT_ONCE):
        page = await app.store.history(query)
        if not page.messages:
            return
        ids = [message.id for message in page.messages]
        await channel_posts.delete(app, account_id, peer_id, ids, with_topics=True, origin=None)


async def clear_said_by(
    app: App, seen: SeenChannel, speaker_id: int, *, at_most: int, origin: Origin | None
) -> tuple[Deleted, bool]:
    """Take away what one peer said, so many messages; whether there may be more."""
    check_may_take_away(seen, now=app.clock.now())
    peer_id = seen.channel.peer_id
    ids = await app.store.said_by(peer_id, speaker_id, at_most=at_most)
    gone = await channel_posts.delete(app, seen.viewer_id, peer_id, ids, origin=origin)
    return gone, len(ids) == at_most
