"""How a basic group goes on as a supergroup.

https://core.telegram.org/api/channel#migration
"""

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_membership import JOINED_MAX
from heliograph.domain.channels import NO_RIGHTS, Channel, ChannelMember
from heliograph.domain.chats import Asker, Chat, ChatContext, Member, check_open
from heliograph.domain.permissions import (
    ADMIN_RIGHTS,
    BASIC_ADMIN,
    Kind,
    Right,
    Role,
    check_inside,
)
from heliograph.domain.telling import Told

ADMIN = BASIC_ADMIN & ADMIN_RIGHTS[Kind.SUPERGROUP]
"""What who was an admin of the group may do in the supergroup."""


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written: the group as it ends, the supergroup as it begins, who is in it and
    who is `kept_out`, and what each is told of the other."""

    chat: Chat
    channel: Channel
    members: tuple[ChannelMember, ...]
    kept_out: tuple[ChannelMember, ...] = ()
    told_before: Told
    told_after: Told


def migrate(asker: Asker, context: ChatContext, *, joined: int, channel_id: int) -> Migration:
    """All that are in the group, and what they may do there, in a supergroup; by its creator.

    Who was removed from the group is kept out of the supergroup: its links lead there from now on.
    `joined` counts the channels that the creator is in. CHAT_ADMIN_REQUIRED, CHANNELS_TOO_MUCH.

    https://core.telegram.org/method/messages.migrateChat
    """
    check_open(context)
    check_inside(context.standing.role)
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    if joined >= JOINED_MAX:
        raise errors.ChannelsTooMuch
    chat = context.chat
    members = tuple(_member(asker, one) for one in context.inside)
    channel = Channel(
        id=channel_id,
        title=chat.title,
        about=chat.about,
        date=asker.date,
        creator_id=asker.account_id,
        members=len(members),
        # Messages may be looked at in a basic group whatever is said.
        banned=chat.banned & ~Right.VIEW_MESSAGES,
        noforwards=chat.noforwards,
        ttl_period=chat.ttl_period,
        photo=chat.photo,
        reactions=chat.reactions,
    )
    before = Told(action="ChatMigrateTo", arguments=(("channel_id", channel_id),))
    after = Told(
        action="ChannelMigrateFrom", arguments=(("title", chat.title), ("chat_id", chat.id))
    )
    closed = replace(
        chat, closed=True, migrated_to=channel_id, photo=None, version=chat.version + 1
    )
    removed = (one for one in context.members if one.role is Role.REMOVED)
    return Migration(
        chat=closed,
        channel=channel,
        members=members,
        kept_out=tuple(_kept_out(asker, one) for one in removed),
        told_before=before,
        told_after=after,
    )


def _member(asker: Asker, member: Member) -> ChannelMember:
    is_admin = member.role is Role.ADMIN
    return ChannelMember(
        account_id=member.account_id,
        role=member.role,
        inviter_id=member.inviter_id,
        date=member.date,
        rights=ADMIN if is_admin else NO_RIGHTS,
        by_id=asker.account_id if is_admin else 0,
        # What they are told first is nothing to look at.
        read_inbox_max_id=1,
    )


def _kept_out(asker: Asker, member: Member) -> ChannelMember:
    return ChannelMember(
        account_id=member.account_id,
        role=Role.REMOVED,
        inviter_id=member.inviter_id,
        date=member.date,
        banned=Right.VIEW_MESSAGES,
        # Groups don't remember who removed somebody.
        by_id=asker.account_id,
    )
