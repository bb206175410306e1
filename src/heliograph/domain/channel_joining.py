"""Coming into supergroups and channels by a link, and by being let in.

https://core.telegram.org/api/invites#join-requests
"""

from msgspec.structs import replace

from heliograph.domain import channel_membership, errors
from heliograph.domain.channel_admins import ChannelLimits
from heliograph.domain.channels import ChannelContext, ChannelDecision, standing_of
from heliograph.domain.chat_invites import ChatInvite, JoinDecision, Joiner, check_may_invite
from heliograph.domain.chats import Asker
from heliograph.domain.permissions import Role, is_inside
from heliograph.domain.telling import Told

PUBLIC = ""
"""In the place of a link's hash: of who asked by the name of a public supergroup."""


def come_by_link(
    asker: Asker, context: ChannelContext, invite: ChatInvite, limits: ChannelLimits
) -> JoinDecision:
    """The asker comes by a link, also into a channel that is not public, or waits to be let in.

    INVITE_HASH_EXPIRED, also for who was removed; USER_ALREADY_PARTICIPANT, CHANNELS_TOO_MUCH,
    USERS_TOO_MUCH.

    https://core.telegram.org/method/messages.importChatInvite
    """
    context.actor.check_enabled()
    role = context.standing.role_now(asker.date)
    if context.channel.closed or invite.is_over(asker.date) or role is Role.REMOVED:
        raise errors.InviteHashExpired
    if is_inside(role):
        raise errors.UserAlreadyParticipant
    joiner = Joiner(account_id=asker.account_id, hash=invite.hash, date=asker.date)
    decision = channel_membership.come_in(asker, context, inviter_id=invite.admin_id)
    if invite.request_needed:
        return JoinDecision(joiner=replace(joiner, waiting=True))
    _check_room(context, limits)
    if decision.told is not None:
        inviter_id = _shown_inviter(asker, context, invite)
        by_link = Told(action="ChatJoinedByLink", arguments=(("inviter_id", inviter_id),))
        decision = replace(decision, told=by_link)
    return JoinDecision(joiner=joiner, change=decision)


def _shown_inviter(asker: Asker, context: ChannelContext, invite: ChatInvite) -> int:
    """Whose link it was, as is told to everybody: nobody's but one's own, if its admin speaks for
    the supergroup."""
    admin = context.other(invite.admin_id)
    hidden = admin is not None and standing_of(context.channel, admin).anonymous
    return asker.account_id if hidden else invite.admin_id


def come(asker: Asker, context: ChannelContext, limits: ChannelLimits) -> JoinDecision:
    """The asker comes by the name of a public one, or waits where admins want to be asked.

    As `channel_membership.join`, and USERS_TOO_MUCH.

    https://core.telegram.org/method/channels.joinChannel
    """
    change = channel_membership.join(asker, context)
    joiner = Joiner(account_id=asker.account_id, hash=PUBLIC, date=asker.date)
    if context.channel.join_request:
        return JoinDecision(joiner=replace(joiner, waiting=True))
    _check_room(context, limits)
    return JoinDecision(joiner=joiner, change=change)


def _check_room(context: ChannelContext, limits: ChannelLimits) -> None:
    """USERS_TOO_MUCH for a supergroup that has as many members as it may."""
    if not context.channel.broadcast and context.channel.members >= limits.members:
        raise errors.UsersTooMuch


def settle_request(
    asker: Asker,
    context: ChannelContext,
    joiner: Joiner | None,
    limits: ChannelLimits,
    *,
    approved: bool,
) -> JoinDecision | None:
    """Somebody who waits let in, or not; None forgets that they asked.

    CHAT_ADMIN_REQUIRED, HIDE_REQUESTER_MISSING, USER_CHANNELS_TOO_MUCH, USERS_TOO_MUCH.

    https://core.telegram.org/method/messages.hideChatJoinRequest
    """
    check_may_invite(context)
    if joiner is None or not joiner.waiting:
        raise errors.HideRequesterMissing
    if not approved:
        return None
    user_id = joiner.account_id
    member = context.other(user_id)
    role = standing_of(context.channel, member).role_now(asker.date)
    if is_inside(role) or role is Role.REMOVED:
        # A request ends with either; who was removed is let back before they come.
        raise errors.HideRequesterMissing
    if context.joined_by.get(user_id, 0) >= channel_membership.JOINED_MAX:
        raise errors.UserChannelsTooMuch
    channel = context.channel
    _check_room(context, limits)
    coming = channel_membership.newcomer(
        replace(asker, account_id=user_id), context, member, inviter_id=asker.account_id
    )
    change = ChannelDecision(
        channel=replace(channel, members=channel.members + 1),
        changed=(coming,),
        told=None if channel.broadcast else Told(action="ChatJoinedByRequest"),
        teller_id=user_id,
    )
    settled = replace(joiner, waiting=False, approved_by=asker.account_id, date=asker.date)
    return JoinDecision(joiner=settled, change=change)
