"""What happens in channels' mailboxes, as whoever looks into them is told.

https://core.telegram.org/api/updates
"""

from heliograph.domain.access import AccessHasher
from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.history import Difference, MessagePage
from heliograph.domain.message_changes import Deleted, Edited
from heliograph.domain.peers import channel_of
from heliograph.domain.pins import Pinned
from heliograph.tl import types
from heliograph.views.chats import chats
from heliograph.views.messages import message
from heliograph.views.short_topics import short_topics
from heliograph.views.users import users

LOOKER_ASKS_AGAIN_S = 30
"""When who looks into a channel without being in it asks again: nothing is pushed to them."""

MEMBER_ASKS_AGAIN_S = 300
"""When who is in it does while they look at it: all is pushed to them, and a gap seen by its pts.
Told nothing, Desktop asks every second for a channel that is open."""


def post_update(change: MailboxChange, access: AccessHasher) -> types.TypeUpdate:
    """One change of a channel's mailbox; the pts in it are the channel's."""
    place = {"pts": change.pts, "pts_count": change.pts_count}
    channel_id = channel_of(change.owner_id)
    match change:
        case MessageArrived():
            return types.UpdateNewChannelMessage(message=message(change.message, access), **place)
        case Edited():
            return types.UpdateEditChannelMessage(message=message(change.message, access), **place)
        case Deleted():
            return types.UpdateDeleteChannelMessages(
                channel_id=channel_id, messages=list(change.ids), **place
            )
        case Pinned():
            return types.UpdatePinnedChannelMessages(
                pinned=change.pinned, channel_id=channel_id, messages=list(change.ids), **place
            )
        case _:
            return types.UpdateChannelTooLong(channel_id=channel_id, pts=change.pts)


def difference(
    record: Difference, *, asked_pts: int, inside: bool, access: AccessHasher
) -> types.updates.TypeChannelDifference:
    """What a client missed of a channel, in slices, never lossy.

    The last says when to ask again, and no other: TDLib takes anything else for a fault.

    https://core.telegram.org/method/updates.getChannelDifference
    """
    again_s = MEMBER_ASKS_AGAIN_S if inside else LOOKER_ASKS_AGAIN_S
    timeout = again_s if record.final else None
    pts = record.state.pts
    if not record.changes and record.final and pts == asked_pts:
        return types.updates.ChannelDifferenceEmpty(final=True, pts=pts, timeout=timeout)
    arrived = [message(c.message, access) for c in record.changes if isinstance(c, MessageArrived)]
    other = [post_update(c, access) for c in record.changes if not isinstance(c, MessageArrived)]
    return types.updates.ChannelDifference(
        final=record.final,
        pts=pts,
        timeout=timeout,
        new_messages=arrived,
        other_updates=other,
        chats=chats(record.sees, access),
        users=users(record.sees, access),
    )


def posts_by_id(
    ids: list[int], page: MessagePage, access: AccessHasher
) -> types.messages.ChannelMessages:
    """The asked messages in the order asked, an empty one in the place of each that is missing."""
    found = {m.id: message(m, access) for m in page.messages}
    return types.messages.ChannelMessages(
        pts=page.pts,
        count=len(ids),
        messages=[found.get(i) or types.MessageEmpty(id=i) for i in ids],
        topics=short_topics(page),
        chats=chats(page.sees, access),
        users=users(page.sees, access),
    )
