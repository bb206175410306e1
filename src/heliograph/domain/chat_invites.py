"""Links into groups: making and changing them, coming by one, asking to be let in.

https://core.telegram.org/api/invites
"""

import msgspec
from msgspec.structs import replace

from heliograph.domain import channel_membership, errors
from heliograph.domain.channels import ChannelContext, ChannelDecision
from heliograph.domain.chat_membership import join
from heliograph.domain.chats import Asker, ChatContext, ChatDecision, ChatLimits, check_open
from heliograph.domain.permissions import AdminRight, Role, check_admin, is_given, is_inside

TITLE_LENGTH = 32
"""Characters of what admins call a link among themselves."""

USAGE_MAX = 99_999


Group = ChatContext | ChannelContext
"""What a link leads into; an `Asker` names a channel by its peer here."""


class ChatInvite(msgspec.Struct, frozen=True, kw_only=True):
    """A link. `expires` and `usage_limit` are 0 for none; `requested` counts who waits by it.

    `permanent` is the one that each admin always has.
    """

    hash: str
    chat_id: int
    admin_id: int
    title: str = ""
    date: int
    started: int = 0
    expires: int = 0
    usage_limit: int = 0
    usage: int = 0
    requested: int = 0
    request_needed: bool = False
    permanent: bool = False
    revoked: bool = False

    def is_over(self, now: int) -> bool:
        """Whether nobody comes by it any more."""
        late = bool(self.expires) and self.expires <= now
        return self.revoked or late or 0 < self.usage_limit <= self.usage


class Joiner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who came by a link, let in by `approved_by` if not 0, or who waits to be let in."""

    account_id: int
    hash: str
    date: int
    waiting: bool = False
    approved_by: int = 0


class InviteTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin asks of a link; None leaves a part as it is."""

    title: str | None = None
    expires: int | None = None
    usage_limit: int | None = None
    request_needed: bool | None = None
    revoked: bool = False


class JoinContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a join is decided on; `joiner` is what the asker did before by any link."""

    group: ChatContext
    invite: ChatInvite
    joiner: Joiner | None = None


class JoinDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written: `change` is None for who has to wait."""

    joiner: Joiner
    change: ChatDecision | ChannelDecision | None = None


def check_may_invite(group: Group) -> None:
    """CHAT_ADMIN_REQUIRED: links and requests are the admins', though members may add people."""
    if isinstance(group, ChannelContext):
        channel_membership.check_inside(group)
        if not is_given(group.standing, AdminRight.INVITE_USERS):
            raise errors.ChatAdminRequired
        return
    check_open(group)
    check_admin(group.standing, AdminRight.INVITE_USERS)


def checked(terms: InviteTerms, *, now: int) -> InviteTerms:
    """EXPIRE_DATE_INVALID, USAGE_LIMIT_INVALID."""
    if terms.expires is not None and terms.expires != 0 and terms.expires <= now:
        raise errors.ExpireDateInvalid
    if terms.usage_limit is not None and not 0 <= terms.usage_limit <= USAGE_MAX:
        raise errors.UsageLimitInvalid
    if terms.request_needed and terms.usage_limit:
        raise errors.UsageLimitInvalid
    title = None if terms.title is None else terms.title.strip()[:TITLE_LENGTH]
    return replace(terms, title=title)


def keeps_links(role: Role) -> bool:
    """Whether people still come by the links of somebody who is that by now.

    Who was removed was sent away, and so are those whom they would bring. Who is an admin no
    more, or went, leaves links that people rightly have: the creator sees and revokes them.
    """
    return role is not Role.REMOVED


def new_invite(
    asker: Asker, group: Group, terms: InviteTerms, *, new_hash: str, permanent: bool = False
) -> ChatInvite:
    """A link of the asker's."""
    check_may_invite(group)
    terms = checked(terms, now=asker.date)
    return ChatInvite(
        hash=new_hash,
        chat_id=asker.chat_id,
        admin_id=asker.account_id,
        title=terms.title or "",
        date=asker.date,
        expires=terms.expires or 0,
        usage_limit=terms.usage_limit or 0,
        request_needed=bool(terms.request_needed),
        permanent=permanent,
    )


def check_may_change(asker: Asker, group: Group, invite: ChatInvite | None) -> ChatInvite:
    """The link, for who made it and for the creator. INVITE_HASH_EXPIRED, CHAT_ADMIN_REQUIRED."""
    check_may_invite(group)
    if invite is None or invite.chat_id != asker.chat_id:
        raise errors.InviteHashExpired
    if invite.admin_id != asker.account_id and group.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    return invite


def edit_invite(
    asker: Asker,
    group: Group,
    invite: ChatInvite | None,
    terms: InviteTerms,
    *,
    new_hash: str,
) -> tuple[ChatInvite, ...]:
    """The link as it is from now on; behind it the one that takes a permanent one's place.

    https://core.telegram.org/method/messages.editExportedChatInvite
    """
    known = check_may_change(asker, group, invite)
    if known.revoked:
        raise errors.InviteHashExpired
    if terms.revoked:
        gone = replace(known, revoked=True)
        if not known.permanent:
            return (gone,)
        return gone, replace(known, hash=new_hash, date=asker.date, usage=0, requested=0)
    if known.permanent:
        raise errors.ChatInvitePermanent
    terms = checked(terms, now=asker.date)
    edited = replace(
        known,
        started=asker.date,
        title=known.title if terms.title is None else terms.title,
        expires=known.expires if terms.expires is None else terms.expires,
        usage_limit=known.usage_limit if terms.usage_limit is None else terms.usage_limit,
        request_needed=(
            known.request_needed if terms.request_needed is None else terms.request_needed
        ),
    )
    return (replace(edited, usage_limit=0) if edited.request_needed else edited,)


def come(asker: Asker, context: JoinContext, limits: ChatLimits) -> JoinDecision:
    """The asker comes by a link, or waits to be let in.

    INVITE_HASH_EXPIRED, USER_ALREADY_PARTICIPANT, USERS_TOO_MUCH, INVITE_REQUEST_SENT.

    https://core.telegram.org/method/messages.importChatInvite
    """
    group, invite = context.group, context.invite
    if group.chat.closed or invite.is_over(asker.date):
        raise errors.InviteHashExpired
    role = group.role_of(asker.account_id)
    if is_inside(role):
        raise errors.UserAlreadyParticipant
    if role is Role.REMOVED:
        # Who was removed comes back by an admin alone.
        raise errors.InviteHashExpired
    joiner = Joiner(account_id=asker.account_id, hash=invite.hash, date=asker.date)
    if invite.request_needed:
        return JoinDecision(joiner=replace(joiner, waiting=True))
    change = join(asker, group, limits, inviter_id=invite.admin_id, approved=False)
    return JoinDecision(joiner=joiner, change=change)


def settle_request(
    asker: Asker,
    group: ChatContext,
    joiner: Joiner | None,
    limits: ChatLimits,
    *,
    approved: bool,
) -> JoinDecision | None:
    """Somebody who waits let in, or not; None forgets that they asked. HIDE_REQUESTER_MISSING.

    Whoever may settle requests may let those in who were removed: all admins are alike.

    https://core.telegram.org/method/messages.hideChatJoinRequest
    """
    check_may_invite(group)
    if joiner is None or not joiner.waiting:
        raise errors.HideRequesterMissing
    if not approved:
        return None
    coming = replace(asker, account_id=joiner.account_id)
    change = join(coming, group, limits, inviter_id=asker.account_id, approved=True)
    settled = replace(joiner, waiting=False, approved_by=asker.account_id, date=asker.date)
    return JoinDecision(joiner=settled, change=replace(change, teller_id=joiner.account_id))
