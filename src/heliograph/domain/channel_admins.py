"""Who comes into a channel by others, who has a say in it, and who is limited or kept out.

https://core.telegram.org/api/rights
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import appointing, errors
from heliograph.domain.appointing import Party
from heliograph.domain.channel_membership import JOINED_MAX, check_inside, newcomer
from heliograph.domain.channels import (
    NO_RIGHTS,
    ChannelContext,
    ChannelDecision,
    ChannelMember,
    standing_of,
)
from heliograph.domain.chat_membership import lets_be_added
from heliograph.domain.chats import Asker
from heliograph.domain.people import Seen, is_bot
from heliograph.domain.permissions import (
    ADMIN_RIGHTS,
    NOTHING,
    AdminRight,
    Right,
    Role,
    check_administers,
    is_inside,
    may,
    may_administer,
)
from heliograph.domain.ranks import check_rank
from heliograph.domain.telling import Told


class ChannelLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Telegram's published limits; `members` is of supergroups, channels have none.

    `invited_subscribers` is how many a channel may have for its admins to add more by hand.
    """

    members: int = 200_000
    admins: int = 50
    bots: int = 20
    invited_subscribers: int = 200


def invite(asker: Asker, context: ChannelContext, limits: ChannelLimits) -> ChannelDecision | None:
    """Those of the named in the channel who let themselves be added, None if there is nobody.

    Of one alone it is said why not: USER_ALREADY_PARTICIPANT, USER_KICKED,
    USER_NOT_MUTUAL_CONTACT, USER_CHANNELS_TOO_MUCH, USER_BOT for programs, which are admins of a
    channel or nothing there; BOT_GROUPS_BLOCKED, BOTS_TOO_MUCH, USERS_TOO_MUCH, USER_ID_INVALID.

    https://core.telegram.org/method/channels.inviteToChannel
    """
    check_inside(context)
    check_administers(context.standing, AdminRight.INVITE_USERS, now=asker.date)
    channel = context.channel
    if not context.named:
        raise errors.UserIdInvalid
    if channel.broadcast and channel.members >= limits.invited_subscribers:
        raise errors.ChatAdminRequired
    coming = [one for one in context.named if _may_come(asker, context, one)]
    changed = _members(asker, context, coming, limits)
    if not changed:
        return None
    told = None
    if not channel.broadcast:
        ids = tuple(one.account_id for one in changed)
        told = Told(action="ChatAddUser", arguments=(("users", ids),))
    more = replace(channel, members=channel.members + len(changed))
    return ChannelDecision(channel=more, changed=changed, told=told)


def _may_come(asker: Asker, context: ChannelContext, seen: Seen) -> bool:
    """Whether somebody comes who is named; the reason why not is told of one alone."""
    member = context.other(seen.account.id)
    role = standing_of(context.channel, member).role_now(asker.date)
    refusal: type[errors.Refused] | None = None
    bans = may_administer(context.standing, AdminRight.BAN_USERS, now=asker.date)
    if is_bot(seen.account.id) and context.channel.broadcast:
        refusal = errors.UserBot
    elif _stays_out(context, seen):
        refusal = errors.BotGroupsBlocked
    elif is_inside(role):
        refusal = errors.UserAlreadyParticipant
    elif seen.blocked:
        refusal = errors.YouBlockedUser
    elif role is Role.REMOVED and not bans:
        refusal = errors.UserKicked
    elif role is Role.LEFT and not seen.mutual:
        refusal = errors.UserNotMutualContact
    elif _is_in_too_many(context, seen):
        refusal = errors.UserChannelsTooMuch
    if refusal is not None and len(context.named) == 1:
        raise refusal
    return refusal is None and lets_be_added(seen)


def _stays_out(context: ChannelContext, seen: Seen) -> bool:
    """Whether a program is not to be put into groups; into channels it is all the same."""
    return seen.account.stays_out and not context.channel.broadcast


def _is_in_too_many(context: ChannelContext, seen: Seen) -> bool:
    """Whether somebody is in as many channels as they may be: nobody else fills up theirs."""
    return context.joined_by.get(seen.account.id, 0) >= JOINED_MAX


def _members(
    asker: Asker, context: ChannelContext, coming: Sequence[Seen], limits: ChannelLimits
) -> tuple[ChannelMember, ...]:
    channel = context.channel
    if not channel.broadcast and channel.members + len(coming) > limits.members:
        raise errors.UsersTooMuch
    bots = sum(is_bot(one.account.id) for one in coming)
    if bots and context.bots + bots > limits.bots:
        raise errors.BotsTooMuch
    return tuple(_coming(asker, context, one.account.id) for one in coming)


def _coming(asker: Asker, context: ChannelContext, account_id: int) -> ChannelMember:
    """Somebody who comes by the asker, who was kept out no longer."""
    before = context.other(account_id)
    if before is None:
        before = _stranger(asker, account_id)
    if before.role is Role.REMOVED:
        before = replace(before, banned=NOTHING, until=0, by_id=0)
    return newcomer(asker, context, before, inviter_id=asker.account_id)


def _stranger(asker: Asker, account_id: int) -> ChannelMember:
    return ChannelMember(
        account_id=account_id, role=Role.STRANGER, inviter_id=asker.account_id, date=asker.date
    )


def appoint(
    asker: Asker,
    context: ChannelContext,
    user_id: int,
    *,
    asked: AdminRight,
    rank: str | None,
    limits: ChannelLimits,
) -> ChannelDecision | None:
    """Somebody an admin with those rights, or with none an admin no more; None changes nothing.

    `rank` None leaves theirs as it is. Who is not in the channel comes into it, if they let
    themselves be added: USER_PRIVACY_RESTRICTED, USER_CHANNELS_TOO_MUCH. ADMINS_TOO_MUCH, and the
    refusals of `appointing.appoint` and `check_rank`.

    https://core.telegram.org/method/channels.editAdmin
    """
    check_inside(context)
    subject = _subject(asker, context, user_id)
    if _owns_it_from_outside(context, subject):
        raise errors.UserCreator
    rights = appointing.appoint(
        _party(context, context.member, asker.account_id),
        _party(context, subject, user_id),
        asked,
        promoters=promoters(context),
        now=asker.date,
    )
    titled = subject.rank if rank is None else check_rank(rank)
    if not rights:
        if subject.role is not Role.ADMIN:
            return None
        after = replace(subject, role=Role.MEMBER, rights=NO_RIGHTS, by_id=0, rank=rank or "")
        goes = is_bot(user_id) and context.channel.broadcast
        return _gone(context, after) if goes else _with(context, after)
    if subject.role is Role.CREATOR:
        return _changed(context, subject, replace(subject, rights=rights, rank=titled))
    if subject.role is not Role.ADMIN and len(context.admins) >= limits.admins:
        raise errors.AdminsTooMuch
    channel, told = context.channel, None
    if not is_inside(subject.role):
        subject = _brought(asker, context, user_id, limits)
        channel = replace(channel, members=channel.members + 1)
        if not channel.broadcast:
            told = Told(action="ChatAddUser", arguments=(("users", (user_id,)),))
    after = replace(
        subject,
        role=Role.ADMIN,
        rights=rights,
        rank=titled,
        by_id=subject.by_id if subject.role is Role.ADMIN else asker.account_id,
        banned=NOTHING,
        until=0,
    )
    if after == context.other(user_id):
        return None
    return ChannelDecision(channel=channel, changed=(after,), told=told)


def _with(context: ChannelContext, after: ChannelMember) -> ChannelDecision:
    return ChannelDecision(channel=context.channel, changed=(after,))


def _gone(context: ChannelContext, member: ChannelMember) -> ChannelDecision:
    """Somebody out of the channel, which is told of it if it is a supergroup."""
    told = None
    if not context.channel.broadcast:
        told = Told(action="ChatDeleteUser", arguments=(("user_id", member.account_id),))
    return ChannelDecision(
        channel=replace(context.channel, members=max(0, context.channel.members - 1)),
        changed=(replace(member, role=Role.LEFT, rank=""),),
        told=told,
    )


def _brought(
    asker: Asker, context: ChannelContext, user_id: int, limits: ChannelLimits
) -> ChannelMember:
    """Who is made an admin of a channel that they are not in comes into it first."""
    check_administers(context.standing, AdminRight.INVITE_USERS, now=asker.date)
    seen = next((one for one in context.named if one.account.id == user_id), None)
    if seen is None:
        raise errors.UserIdInvalid
    if _stays_out(context, seen):
        raise errors.BotGroupsBlocked
    if not lets_be_added(seen):
        raise errors.UserPrivacyRestricted
    if _is_in_too_many(context, seen):
        raise errors.UserChannelsTooMuch
    (member,) = _members(asker, context, (seen,), limits)
    return member


def restrict(
    asker: Asker, context: ChannelContext, user_id: int, *, asked: Right, until: int
) -> ChannelDecision | None:
    """What is forbidden to somebody alone until then, `VIEW_MESSAGES` to be in it at all.

    Nothing lets them be as everybody; who was kept out comes back by themselves. None changes
    nothing.

    https://core.telegram.org/method/channels.editBanned
    """
    check_inside(context)
    subject = _subject(asker, context, user_id)
    if _owns_it_from_outside(context, subject):
        raise errors.UserAdminInvalid
    banned = appointing.restrict(
        _party(context, context.member, asker.account_id),
        _party(context, subject, user_id),
        asked,
        promoters=promoters(context),
        now=asker.date,
    )
    role = appointing.role_after(subject.role, banned)
    if role is Role.MEMBER and is_bot(user_id) and context.channel.broadcast:
        role = Role.LEFT
    after = replace(
        subject,
        role=role,
        rights=NO_RIGHTS,
        banned=banned,
        until=appointing.ends(until, now=asker.date) if banned else 0,
        by_id=asker.account_id if banned else 0,
        rank=subject.rank if is_inside(role) else "",
    )
    before = context.other(user_id)
    if after == before or (before is None and not banned):
        return None
    channel, told = context.channel, None
    if is_inside(subject.role) and not is_inside(role):
        channel = replace(channel, members=max(0, channel.members - 1))
        if not channel.broadcast:
            told = Told(action="ChatDeleteUser", arguments=(("user_id", user_id),))
    return ChannelDecision(channel=channel, changed=(after,), told=told)


def forbid(asker: Asker, context: ChannelContext, asked: Right) -> ChannelDecision:
    """What members may not do from now on. CHAT_NOT_MODIFIED, BANNED_RIGHTS_INVALID.

    https://core.telegram.org/method/messages.editChatDefaultBannedRights
    """
    check_inside(context)
    check_administers(context.standing, AdminRight.BAN_USERS, now=asker.date)
    channel = context.channel
    banned = appointing.forbid_all(asked, context.standing.kind)
    if banned == channel.banned:
        raise errors.ChatNotModified
    return ChannelDecision(channel=replace(channel, banned=banned))


def hand_over(asker: Asker, context: ChannelContext, user_id: int) -> ChannelDecision:
    """Another creator, who is in the channel; the present one stays as an admin with all rights.

    CHAT_ADMIN_REQUIRED, USER_ID_INVALID.

    https://core.telegram.org/method/messages.editChatCreator
    """
    check_inside(context)
    own, heir = context.member, context.other(user_id)
    if own is None or own.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    if heir is None or not is_inside(heir.role) or is_bot(user_id) or user_id == own.account_id:
        raise errors.UserIdInvalid
    kept = ADMIN_RIGHTS[context.standing.kind] & ~AdminRight.ANONYMOUS
    before = replace(own, role=Role.ADMIN, rights=kept, by_id=user_id)
    after = replace(heir, role=Role.CREATOR, rights=kept, banned=NOTHING, until=0, by_id=0)
    told = Told(action="ChangeCreator", arguments=(("new_creator_id", user_id),))
    return ChannelDecision(
        channel=replace(context.channel, creator_id=user_id),
        changed=(before, after),
        told=None if context.channel.broadcast else told,
    )


def entitle(
    asker: Asker, context: ChannelContext, user_id: int, rank: str
) -> ChannelDecision | None:
    """What stands beside somebody's name: one's own where members choose it, others' for admins
    who may, and admins' for who may change their rights. None changes nothing.

    https://core.telegram.org/method/messages.editChatParticipantRank
    """
    check_inside(context)
    subject = _subject(asker, context, user_id)
    if not is_inside(subject.role):
        raise errors.UserNotParticipant
    own = user_id == asker.account_id
    standing = context.standing
    if not (own and may(standing, Right.EDIT_RANK, now=asker.date)):
        check_administers(standing, AdminRight.MANAGE_RANKS, now=asker.date)
        of_admin = subject.role >= Role.ADMIN and not own
        actor, other = (
            _party(context, one, one_id)
            for one, one_id in ((context.member, asker.account_id), (subject, user_id))
        )
        if of_admin and not appointing.may_change_admin(actor, other, promoters(context)):
            raise errors.ChatAdminRequired
    return _changed(context, subject, replace(subject, rank=check_rank(rank)))


def promoters(context: ChannelContext) -> dict[int, int]:
    """Who made each admin one."""
    return {one.account_id: one.by_id for one in context.admins if one.role is Role.ADMIN}


def _subject(asker: Asker, context: ChannelContext, user_id: int) -> ChannelMember:
    """Whom it is about; who never was in it is a stranger. USER_ID_INVALID for nobody."""
    member = context.member if user_id == asker.account_id else context.other(user_id)
    if member is not None:
        now = standing_of(context.channel, member).role_now(asker.date)
        return member if now is member.role else replace(member, role=now)
    if all(one.account.id != user_id for one in context.named):
        raise errors.UserIdInvalid
    return _stranger(asker, user_id)


def _owns_it_from_outside(context: ChannelContext, subject: ChannelMember) -> bool:
    """Whether somebody is the creator who left, and is it again once they come back."""
    return subject.account_id == context.channel.creator_id and not is_inside(subject.role)


def _party(context: ChannelContext, member: ChannelMember | None, account_id: int) -> Party:
    return Party(account_id=account_id, standing=standing_of(context.channel, member))


def _changed(
    context: ChannelContext, before: ChannelMember, after: ChannelMember
) -> ChannelDecision | None:
    return None if before == after else ChannelDecision(channel=context.channel, changed=(after,))
