"""Protected chats: either side may keep what is said between two people from being passed on.

https://core.telegram.org/api/content-protection#for-users
"""

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.extras import Extras
from heliograph.domain.message_changes import Edited, Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.people import FIRST_ACCOUNT_ID, Account, Blocks, is_bot

REQUEST_LIFETIME_S = 86_400
"""How long the other side may answer somebody who asks to end a protection; clients are told."""

_REQUEST = "NoForwardsRequest"
_TOGGLE = "NoForwardsToggle"


class ProtectionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants of the chat with `peer_id`.

    `answers_id` is the message in which the other side asked; `random_id` that of the message
    which tells of the change.
    """

    owner_id: int
    peer_id: int
    enabled: bool
    answers_id: int | None = None
    random_id: int
    date: int


class Protection(msgspec.Struct, frozen=True):
    """Which of the two protect their chat."""

    mine: bool = False
    theirs: bool = False

    @property
    def on(self) -> bool:
        return self.mine or self.theirs


NOT_PROTECTED = Protection()


class ProtectionContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows it is decided on: true at the moment it commits.

    `asked` is the owner's copy of the message to answer, None if there is none.
    """

    account: Account
    peer: Account | None
    now: Protection
    asked: Message | None = None
    blocks: Blocks = Blocks()


class ProtectionDecision(msgspec.Struct, frozen=True, kw_only=True):
    """How the chat stands by now, what tells of it, and the answered message's new content."""

    mine: bool
    body: Body
    answered: Extras | None = None


class ProtectionOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was told in the chat, and the answered message as it stands in each mailbox."""

    sent: Sent
    edited: tuple[Edited, ...] = ()


def protect(request: ProtectionRequest, context: ProtectionContext) -> ProtectionDecision:
    """Protect a chat, end one's own protection, ask the other to end theirs, or answer that.

    https://core.telegram.org/method/messages.toggleNoForwards
    """
    _check_peer(request, context)
    now = context.now
    if request.answers_id is not None:
        return _answer(request, context)
    if request.enabled == now.mine and (request.enabled or not now.theirs):
        raise errors.ChatNotModified
    if not request.enabled and now.theirs:
        return ProtectionDecision(mine=False, body=_told(request, _REQUEST, was=True, new=False))
    body = _told(request, _TOGGLE, was=now.on, new=request.enabled)
    return ProtectionDecision(mine=request.enabled, body=body)


def _check_peer(request: ProtectionRequest, context: ProtectionContext) -> None:
    peer = context.peer
    context.account.check_enabled()
    if peer is None or peer.id == request.owner_id or peer.disabled or peer.deleted:
        raise errors.PeerIdInvalid
    if peer.id < FIRST_ACCOUNT_ID or is_bot(peer.id) or is_bot(request.owner_id):
        raise errors.PeerIdInvalid
    context.blocks.check()


def _answer(request: ProtectionRequest, context: ProtectionContext) -> ProtectionDecision:
    """End the protection that the other side asked to end, or keep it."""
    asked = context.asked
    if asked is None or asked.peer_id != request.peer_id or asked.action != _REQUEST or asked.out:
        raise errors.MessageIdInvalid
    extras = asked.extras or Extras()
    arguments = dict(extras.arguments)
    if arguments.get("expired") or request.date > asked.date + REQUEST_LIFETIME_S:
        raise errors.RequestMsgExpired
    if not context.now.mine:
        raise errors.ChatNotModified
    body = _told(request, _TOGGLE, was=True, new=request.enabled)
    answered = replace(extras, arguments=tuple({**arguments, "expired": True}.items()))
    return ProtectionDecision(mine=request.enabled, body=body, answered=answered)


def _told(request: ProtectionRequest, action: str, *, was: bool, new: bool) -> Body:
    arguments = (("prev_value", was), ("new_value", new))
    return Body(
        sender_id=request.owner_id,
        date=request.date,
        text="",
        action=action,
        extras=Extras(arguments=arguments),
    )
