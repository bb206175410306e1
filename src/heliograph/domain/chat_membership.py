"""Who comes into a basic group, who goes, and who has a say in it.

https://core.telegram.org/api/invites
"""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.chats import (
    Asker,
    ChatContext,
    ChatDecision,
    ChatLimits,
    Member,
    check_open,
    counted,
)
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Seen, is_bot
from heliograph.domain.permissions import (
    AdminRight,
    Role,
    check_administers,
    check_inside,
    is_inside,
)
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.telling import Told

SHOWN_BEFORE_MAX = 100
"""Messages that somebody who is added may be shown: so many clients offer."""


def lets_be_added(seen: Seen) -> bool:
    """Whether somebody may be put into a group by the viewer.

    https://core.telegram.org/api/privacy
    """
    account = seen.account
    if account.disabled or account.deleted or seen.is_self:
        return False
    if account.id == SERVICE_ACCOUNT_ID:
        return False
    return is_bot(account.id) or seen.may(PrivacyKey.CHAT_INVITE)


def begin(
    asked: Sequence[Seen], *, creator_id: int, date: int, limits: ChatLimits
) -> tuple[Member, ...]:
    """Who is in a new group: its creator and those who let themselves be added.

    USERS_TOO_FEW if nobody was named, USERS_TOO_MUCH.
    """
    if not asked:
        raise errors.UsersTooFew
    if len(asked) >= limits.members:
        raise errors.UsersTooMuch
    others = [
        Member(account_id=one.account.id, role=Role.MEMBER, inviter_id=creator_id, date=date)
        for one in asked
        if lets_be_added(one) and not one.account.stays_out
    ]
    creator = Member(account_id=creator_id, role=Role.CREATOR, inviter_id=creator_id, date=date)
    return (creator, *others)


def add(
    asker: Asker, context: ChatContext, limits: ChatLimits, *, show_last: int = 0
) -> ChatDecision | None:
    """Somebody more in the group, None where their privacy keeps them out.

    They are shown so many of the last messages: none where messages are not to be passed on, nor
    a program, which hears what is for it alone.

    USER_ALREADY_PARTICIPANT, USERS_TOO_MUCH, USER_NOT_MUTUAL_CONTACT for somebody who left and has
    the asker in no list, CHAT_ADMIN_REQUIRED for somebody who was removed, BOT_GROUPS_BLOCKED.

    https://core.telegram.org/method/messages.addChatUser
    """
    check_open(context)
    check_administers(context.standing, AdminRight.INVITE_USERS, now=asker.date)
    if not context.named:
        raise errors.UserIdInvalid
    (seen,) = context.named
    account_id = seen.account.id
    role = context.role_of(account_id)
    if is_inside(role):
        raise errors.UserAlreadyParticipant
    if seen.account.stays_out:
        raise errors.BotGroupsBlocked
    if seen.blocked:
        raise errors.YouBlockedUser
    if role is Role.LEFT and account_id != asker.account_id and not seen.mutual:
        raise errors.UserNotMutualContact
    if role is Role.REMOVED:
        check_administers(context.standing, AdminRight.BAN_USERS, now=asker.date)
    if account_id != asker.account_id and not lets_be_added(seen):
        return None
    coming = _coming(
        asker,
        context,
        limits,
        told=Told(action="ChatAddUser", arguments=(("users", (account_id,)),)),
    )
    if context.chat.noforwards or is_bot(account_id):
        return coming
    return replace(coming, shown_before=max(0, min(show_last, SHOWN_BEFORE_MAX)))


def join(
    asker: Asker, context: ChatContext, limits: ChatLimits, *, inviter_id: int, approved: bool
) -> ChatDecision:
    """The asker comes by a link of `inviter_id`, let in by somebody if `approved`.

    https://core.telegram.org/method/messages.importChatInvite
    """
    check_open(context)
    if is_inside(context.role_of(asker.account_id)):
        raise errors.UserAlreadyParticipant
    told = Told(action="ChatJoinedByLink", arguments=(("inviter_id", inviter_id),))
    if approved:
        told = Told(action="ChatJoinedByRequest")
    return _coming(asker, context, limits, told=told, inviter_id=inviter_id)


def _coming(
    asker: Asker,
    context: ChatContext,
    limits: ChatLimits,
    *,
    told: Told,
    inviter_id: int | None = None,
) -> ChatDecision:
    account_id = context.named[0].account.id if inviter_id is None else asker.account_id
    if len(context.inside) >= limits.members:
        raise errors.UsersTooMuch
    back = account_id == context.chat.creator_id
    member = Member(
        account_id=account_id,
        role=Role.CREATOR if back else Role.MEMBER,
        inviter_id=asker.account_id if inviter_id is None else inviter_id,
        date=asker.date,
    )
    return ChatDecision(chat=counted(context, [member]), changed=(member,), told=told)


def remove(asker: Asker, context: ChatContext, account_id: int) -> ChatDecision:
    """Somebody out of the group, or the asker leaving it.

    Members may remove whom they brought themselves, admins everybody but admins and the creator.
    A creator who leaves stays its owner until they say who is to be.

    https://core.telegram.org/method/messages.deleteChatUser
    """
    check_open(context)
    check_inside(context.standing.role)
    gone = context.member(account_id)
    if gone is None or not is_inside(gone.role):
        raise errors.UserNotParticipant
    role = Role.LEFT
    if account_id != asker.account_id:
        _check_may_remove(asker, context, gone)
        role = Role.REMOVED
    told = Told(action="ChatDeleteUser", arguments=(("user_id", account_id),))
    out = replace(gone, role=role, date=asker.date)
    return ChatDecision(chat=counted(context, [out]), changed=(out,), told=told)


def _check_may_remove(asker: Asker, context: ChatContext, gone: Member) -> None:
    mine = context.standing.role
    if gone.role is Role.CREATOR or (gone.role is Role.ADMIN and mine is not Role.CREATOR):
        raise errors.ChatAdminRequired
    if mine is Role.MEMBER and gone.inviter_id != asker.account_id:
        raise errors.ChatAdminRequired


def leave_for_good(context: ChatContext, account_id: int, *, date: int) -> ChatDecision:
    """Somebody whose account ends goes without a word; who has been an admin longest follows a
    creator, else who has been in the group longest."""
    gone = context.member(account_id)
    assert gone is not None
    changed = [replace(gone, role=Role.LEFT, date=date)]
    creator_id = context.chat.creator_id
    if creator_id == account_id:
        heir = successor(context, account_id)
        if heir is not None:
            changed.append(replace(heir, role=Role.CREATOR))
            creator_id = heir.account_id
    chat = counted(context, changed, creator_id=creator_id)
    return ChatDecision(chat=chat, changed=tuple(changed))


def successor(context: ChatContext, account_id: int) -> Member | None:
    """Who owns the group after its creator: never a bot, nor the service account."""
    unfit = (account_id, SERVICE_ACCOUNT_ID)
    others = [
        one for one in context.inside if one.account_id not in unfit and not is_bot(one.account_id)
    ]
    return min(others, key=lambda one: (-one.role, one.date, one.account_id), default=None)


def hand_over(asker: Asker, context: ChatContext, account_id: int) -> ChatDecision:
    """Another creator; the one before stays as an admin.

    https://core.telegram.org/method/messages.editChatCreator
    """
    check_open(context)
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    heir = context.member(account_id)
    if heir is None or not is_inside(heir.role):
        raise errors.UserNotParticipant
    if account_id == asker.account_id or is_bot(account_id):
        raise errors.UserIdInvalid
    mine = context.member(asker.account_id)
    assert mine is not None
    changed = (replace(mine, role=Role.ADMIN), replace(heir, role=Role.CREATOR))
    chat = counted(context, changed, creator_id=account_id)
    told = Told(action="ChangeCreator", arguments=(("new_creator_id", account_id),))
    return ChatDecision(chat=chat, changed=changed, told=told)


def appoint(context: ChatContext, account_id: int, *, is_admin: bool) -> ChatDecision | None:
    """An admin more or fewer, which nobody is told in words; None if it changes nothing.

    https://core.telegram.org/method/messages.editChatAdmin
    """
    check_open(context)
    check_inside(context.standing.role)
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    found = context.member(account_id)
    if found is None or not is_inside(found.role):
        raise errors.UserNotParticipant
    if found.role is Role.CREATOR:
        raise errors.UserCreator
    role = Role.ADMIN if is_admin else Role.MEMBER
    if found.role is role:
        return None
    changed = (replace(found, role=role),)
    return ChatDecision(chat=counted(context, changed), changed=changed)
