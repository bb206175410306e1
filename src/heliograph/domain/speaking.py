"""In whose name somebody writes: their own, a supergroup's whose admin they are, a channel's.

https://core.telegram.org/api/channel#anonymous-admins
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.channel_membership import check_inside
from heliograph.domain.channel_messages import speaks_for_it
from heliograph.domain.channels import ChannelContext, ChannelMember, SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.peers import channel_peer
from heliograph.domain.permissions import (
    NOTHING,
    AdminRight,
    Right,
    Role,
    check_administers,
    is_given,
)


class Speakers(msgspec.Struct, frozen=True, kw_only=True):
    """The channels that somebody has a say in, as they see them, and those that nobody writes as
    in the supergroup, by peer; `chosen` is the peer they write as unless they say otherwise, 0 for
    none."""

    channels: tuple[SeenChannel, ...] = ()
    barred: frozenset[int] = frozenset()
    chosen: int = 0


NOBODY_ELSE = Speakers()


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """How something is said: in the name of where it is said (`as_chat`), as a channel's `post`, or
    in the name of another channel, whose peer `speaker_id` is then."""

    as_chat: bool = False
    post: bool = False
    speaker_id: int = 0


def may_speak_as(group: SeenChannel, speaker: SeenChannel) -> bool:
    """Whether somebody may write in a supergroup in the name of a channel.

    Of the channel that the group belongs to if they may post there, and where anybody reads along
    of a public one that they own.
    """
    place, channel = group.channel, speaker.channel
    if place.broadcast or not channel.broadcast or channel.closed:
        return False
    if place.linked_id == channel.id and is_given(speaker.standing, AdminRight.POST_MESSAGES):
        return True
    is_open = place.public or bool(place.linked_id)
    return is_open and channel.public and speaker.role is Role.CREATOR


def still_speaks(group: SeenChannel, speakers: Speakers, author_id: int, *, writer_id: int) -> bool:
    """Whether who wrote something there that stands in the name of `author_id` has a say in that.

    An admin who is anonymous no more has; what a channel posts is for the rights in it to say.
    """
    if author_id == writer_id or group.channel.broadcast:
        return True
    if author_id == group.channel.peer_id:
        return group.standing.administers
    known = (one for one in speakers.channels if one.channel.peer_id == author_id)
    return any(may_speak_as(group, one) for one in known)


def peers_to_speak_as(group: SeenChannel, speakers: Speakers) -> list[int]:
    """All peers in whose name somebody may write there, what they are without saying so first."""
    own = group.channel.peer_id if speaks_for_it(group) else group.viewer_id
    others = [
        one.channel.peer_id
        for one in speakers.channels
        if may_speak_as(group, one) and one.channel.peer_id not in speakers.barred
    ]
    return [own, *others]


def bar(asker: Asker, context: ChannelContext, speaker_id: int, *, barred: bool) -> ChannelMember:
    """A channel in whose name nobody writes in a supergroup, or again whoever may.

    CHAT_ADMIN_REQUIRED; PARTICIPANT_ID_INVALID where only one speaks, and of the supergroup itself.

    https://core.telegram.org/method/channels.editBanned
    """
    check_inside(context)
    check_administers(context.standing, AdminRight.BAN_USERS, now=asker.date)
    channel = context.channel
    if channel.broadcast or speaker_id in (channel.peer_id, channel_peer(channel.linked_id)):
        raise errors.ParticipantIdInvalid
    return ChannelMember(
        account_id=speaker_id,
        role=Role.REMOVED if barred else Role.LEFT,
        inviter_id=asker.account_id,
        date=asker.date,
        banned=Right.VIEW_MESSAGES if barred else NOTHING,
        by_id=asker.account_id if barred else 0,
    )


def default_speaker(group: SeenChannel, speakers: Speakers) -> int:
    """The peer in whose name somebody writes there unless they say otherwise."""
    allowed = peers_to_speak_as(group, speakers)
    return speakers.chosen if speakers.chosen in allowed else allowed[0]


def voice(group: SeenChannel, speakers: Speakers, *, asked: int | None) -> Voice:
    """How somebody says something there, in the name of the `asked` peer if any.

    SEND_AS_PEER_INVALID for whom they may not speak for, themselves too as an anonymous admin.
    """
    if group.channel.broadcast:
        if asked not in (None, group.viewer_id, group.channel.peer_id):
            raise errors.SendAsPeerInvalid
        return Voice(as_chat=True, post=True)
    peer_id = default_speaker(group, speakers) if asked is None else asked
    if peer_id not in peers_to_speak_as(group, speakers):
        raise errors.SendAsPeerInvalid
    if peer_id == group.viewer_id:
        return Voice()
    other = peer_id != group.channel.peer_id
    return Voice(as_chat=True, speaker_id=peer_id if other else 0)
