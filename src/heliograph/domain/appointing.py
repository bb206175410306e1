"""Who may make whom an admin of a supergroup or channel, and whom an admin may keep out.

https://core.telegram.org/api/rights
"""

from collections.abc import Mapping

import msgspec

from heliograph.domain import errors
from heliograph.domain.permissions import (
    ADMIN_RIGHTS,
    BANNABLE,
    AdminRight,
    Kind,
    Right,
    Role,
    Standing,
    check_administers,
    widened,
)

NO_RIGHTS = AdminRight(0)

_SHORTEST_S = 30
_LONGEST_S = 366 * 86_400


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, and what they are in the channel."""

    account_id: int
    standing: Standing


def ends(until: int, *, now: int) -> int:
    """When what is forbidden ends, 0 for never: so are less than 30 s and more than 366 days.

    https://core.telegram.org/constructor/chatBannedRights
    """
    return until if _SHORTEST_S <= until - now <= _LONGEST_S else 0


def completed(asked: AdminRight, kind: Kind) -> AdminRight:
    """What an admin gets who is to have the rights, 0 for none: no admin any more.

    RIGHT_FORBIDDEN if there is no such right there. TDLib takes rights without `other` for an
    error, and that every admin of a channel may ban for granted.
    """
    kept = asked & ADMIN_RIGHTS[kind]
    if not asked:
        return NO_RIGHTS
    if not kept:
        raise errors.RightForbidden
    always = AdminRight.BAN_USERS if kind is Kind.CHANNEL else NO_RIGHTS
    return kept | AdminRight.OTHER | always


def is_under(account_id: int, actor_id: int, promoters: Mapping[int, int]) -> bool:
    """Whether an admin was made one by the other, or by somebody who was.

    `promoters` are all admins with who made them one.
    """
    seen: set[int] = set()
    while account_id in promoters and account_id not in seen:
        seen.add(account_id)
        account_id = promoters[account_id]
        if account_id == actor_id:
            return True
    return False


def may_change_admin(actor: Party, subject: Party, promoters: Mapping[int, int]) -> bool:
    """Whether an admin's rights may be changed or taken: by the creator, by who made them one."""
    if subject.standing.role is Role.CREATOR:
        return False
    if actor.standing.role is Role.CREATOR:
        return True
    if actor.standing.role is not Role.ADMIN or not AdminRight.ADD_ADMINS & actor.standing.rights:
        return False
    return is_under(subject.account_id, actor.account_id, promoters)


def appoint(
    actor: Party, subject: Party, asked: AdminRight, *, promoters: Mapping[int, int], now: int
) -> AdminRight:
    """The rights somebody is to have, 0 to be an admin no more.

    CHAT_ADMIN_REQUIRED, USER_CREATOR, RIGHT_FORBIDDEN for a right that the actor has not, and for
    somebody by whom the actor is an admin: who is above those makes them one again. The creator
    changes of their own only whether they are anonymous; admins may lay theirs down.

    https://core.telegram.org/method/channels.editAdmin
    """
    own = actor.account_id == subject.account_id
    kind = actor.standing.kind
    if own and actor.standing.role is Role.CREATOR:
        return ADMIN_RIGHTS[kind] & ~AdminRight.ANONYMOUS | asked & AdminRight.ANONYMOUS
    rights = completed(asked, kind)
    if own and actor.standing.role is Role.ADMIN and not rights:
        return rights
    check_administers(actor.standing, AdminRight.ADD_ADMINS, now=now)
    if subject.standing.role is Role.CREATOR:
        raise errors.UserCreator
    if subject.standing.role is Role.ADMIN and not may_change_admin(actor, subject, promoters):
        raise errors.ChatAdminRequired
    if subject.standing.role_now(now) is Role.REMOVED:
        check_administers(actor.standing, AdminRight.BAN_USERS, now=now)
    if not own and is_under(actor.account_id, subject.account_id, promoters):
        # Who once made the actor an admin would be under them and above them at once.
        raise errors.RightForbidden
    if actor.standing.role is not Role.CREATOR and rights & ~actor.standing.rights:
        raise errors.RightForbidden
    return rights


def restrict(
    actor: Party, subject: Party, asked: Right, *, promoters: Mapping[int, int], now: int
) -> Right:
    """What is to be forbidden to somebody, 0 for nothing; `VIEW_MESSAGES` keeps them out.

    CHAT_ADMIN_REQUIRED, USER_ADMIN_INVALID for an admin whom somebody else made one and for
    oneself, BANNED_RIGHTS_INVALID for what cannot be forbidden there.

    https://core.telegram.org/method/channels.editBanned
    """
    check_administers(actor.standing, AdminRight.BAN_USERS, now=now)
    if actor.account_id == subject.account_id:
        raise errors.UserAdminInvalid
    if subject.standing.administers and not may_change_admin(actor, subject, promoters):
        raise errors.UserAdminInvalid
    if asked & Right.VIEW_MESSAGES:
        return widened(asked) & BANNABLE[actor.standing.kind]
    banned = asked & BANNABLE[actor.standing.kind]
    if asked and not banned:
        raise errors.BannedRightsInvalid
    return widened(banned)


def forbid_all(asked: Right, kind: Kind) -> Right:
    """What is to be forbidden to all members. BANNED_RIGHTS_INVALID.

    https://core.telegram.org/method/messages.editChatDefaultBannedRights
    """
    if kind is Kind.CHANNEL or asked & Right.VIEW_MESSAGES:
        raise errors.BannedRightsInvalid
    return widened(asked & BANNABLE[kind])


def role_after(role: Role, banned: Right) -> Role:
    """What somebody is once that is forbidden to them: who was kept out comes back by themselves.

    An admin who is limited is an admin no more; who is kept out no longer knows of the channel
    what strangers know, and so does one who never was in it.
    """
    if banned & Right.VIEW_MESSAGES:
        return Role.REMOVED
    if role is Role.ADMIN:
        return Role.MEMBER
    return Role.STRANGER if role is Role.REMOVED else role
