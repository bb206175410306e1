"""How channels begin, and who comes into them and goes by themselves.

https://core.telegram.org/api/channel
"""

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import (
    Channel,
    ChannelContext,
    ChannelDecision,
    ChannelMember,
    standing_of,
)
from heliograph.domain.chats import Asker
from heliograph.domain.permissions import Role, is_inside
from heliograph.domain.telling import Told

JOINED_MAX = 500
"""Channels one account is in, as clients are told in `channels_limit_default`."""


def creator(asker: Asker) -> ChannelMember:
    """Who makes a channel, as its first member."""
    return ChannelMember(
        account_id=asker.account_id,
        role=Role.CREATOR,
        inviter_id=asker.account_id,
        date=asker.date,
    )


def join(asker: Asker, context: ChannelContext) -> ChannelDecision:
    """Somebody comes in by themselves, as anybody may where it is public, and into a discussion
    group whoever may look into its channel: they read along already.

    CHANNEL_PRIVATE for one that is neither, or that keeps them out; USER_ALREADY_PARTICIPANT,
    CHANNELS_TOO_MUCH.

    https://core.telegram.org/method/channels.joinChannel
    """
    check_open(context)
    role = context.standing.role_now(asker.date)
    if is_inside(role):
        raise errors.UserAlreadyParticipant
    found = context.channel.public or context.beside
    if not found or role is Role.REMOVED:
        raise errors.ChannelPrivate
    return come_in(asker, context, inviter_id=asker.account_id)


def come_in(asker: Asker, context: ChannelContext, *, inviter_id: int) -> ChannelDecision:
    """The asker in the channel, however they found it. CHANNELS_TOO_MUCH."""
    if context.joined >= JOINED_MAX:
        raise errors.ChannelsTooMuch
    channel = context.channel
    told = None
    if not channel.broadcast:
        told = Told(action="ChatAddUser", arguments=(("users", (asker.account_id,)),))
    coming = newcomer(asker, context, context.member, inviter_id=inviter_id)
    return ChannelDecision(
        channel=replace(channel, members=channel.members + 1), changed=(coming,), told=told
    )


def newcomer(
    asker: Asker, context: ChannelContext, before: ChannelMember | None, *, inviter_id: int
) -> ChannelMember:
    """Somebody who comes in: all that was said is read, and theirs to see unless it is hidden.

    What was forbidden to them alone when they were there before still is. Its creator comes back
    as that.
    """
    account_id = asker.account_id if before is None else before.account_id
    kept = before or ChannelMember(
        account_id=account_id, role=Role.STRANGER, inviter_id=inviter_id, date=asker.date
    )
    return replace(
        kept,
        role=Role.CREATOR if account_id == context.channel.creator_id else Role.MEMBER,
        inviter_id=inviter_id,
        date=asker.date,
        read_inbox_max_id=context.top_id,
        own_unread=0,
        hidden_up_to=context.top_id if context.channel.hides_history else 0,
    )


def leave(asker: Asker, context: ChannelContext) -> ChannelDecision:
    """Somebody goes by themselves; a creator's channel goes on without them.

    USER_NOT_PARTICIPANT, and CHANNEL_PRIVATE for who may not know of it.

    https://core.telegram.org/method/channels.leaveChannel
    """
    check_open(context)
    member = context.member
    if member is None or not is_inside(member.role):
        if context.channel.public:
            raise errors.UserNotParticipant
        raise errors.ChannelPrivate
    told = None
    if not context.channel.broadcast:
        told = Told(action="ChatDeleteUser", arguments=(("user_id", member.account_id),))
    return ChannelDecision(
        channel=_fewer(context.channel),
        changed=(replace(member, role=Role.LEFT, rank=""),),
        told=told,
    )


def close(asker: Asker, context: ChannelContext) -> ChannelDecision:
    """The channel deleted for everybody, by its creator. CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.deleteChannel
    """
    check_inside(context)
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    return ChannelDecision(
        channel=replace(context.channel, closed=True, username="", usernames=(), linked_id=0)
    )


def check_open(context: ChannelContext) -> None:
    """USER_DEACTIVATED_BAN; CHANNEL_PRIVATE for a channel that was deleted."""
    context.actor.check_enabled()
    if context.channel.closed:
        raise errors.ChannelPrivate


def check_inside(context: ChannelContext) -> None:
    """CHANNEL_PRIVATE for who is not in it, USER_NOT_PARTICIPANT where it is public."""
    check_open(context)
    standing = standing_of(context.channel, context.member)
    if not is_inside(standing.role):
        if context.channel.public and standing.role is not Role.REMOVED:
            raise errors.UserNotParticipant
        raise errors.ChannelPrivate


def _fewer(channel: Channel) -> Channel:
    return replace(channel, members=max(0, channel.members - 1))
