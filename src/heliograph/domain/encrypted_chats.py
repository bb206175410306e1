"""End-to-end chats: the records, what each device is shown of one, how one begins and ends.

The server never sees a key: it hands on the public halves of the exchange and opaque messages.
https://core.telegram.org/api/end-to-end
"""

import enum

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.passwords import GENERATOR, PRIME
from heliograph.domain.people import FIRST_ACCOUNT_ID, Seen, is_bot

DH_PRIME = PRIME
DH_GENERATOR = GENERATOR
DH_VERSION = 1
"""To be raised whenever the prime or the generator changes: clients keep both under it."""

_PRIME_NUMBER = int.from_bytes(PRIME, "big")
_PUBLIC_BYTES = len(PRIME)
_MARGIN = 1 << (8 * len(PRIME) - 64)

NO_DEVICE = 0
"""Stands for the callee's key while nobody has accepted; no auth_key_id is 0."""


class ChatState(enum.IntEnum):
    """How far a chat has come; it only moves on."""

    REQUESTED = 0
    ACCEPTED = 1
    DISCARDED = 2


class Shown(enum.Enum):
    """What one device is shown of a chat."""

    WAITING = "waiting"
    REQUESTED = "requested"
    OPEN = "open"
    DISCARDED = "discarded"


class ReadMark(msgspec.Struct, frozen=True):
    """Somebody has read what is dated up to `max_date`, and did so at `date`."""

    max_date: int = 0
    date: int = 0


UNREAD = ReadMark()


class EncryptedChat(msgspec.Struct, frozen=True, kw_only=True):
    """A chat between one device of each side; `admin` asked for it.

    `participant_key_id` is NO_DEVICE until a device accepts. `g_a` and `g_b` are public halves,
    empty once the chat is over. `changed` is when it came to its state.
    """

    id: int
    admin_id: int
    admin_key_id: int
    participant_id: int
    participant_key_id: int = NO_DEVICE
    state: ChatState = ChatState.REQUESTED
    date: int
    changed: int
    g_a: bytes
    g_b: bytes = b""
    key_fingerprint: int = 0
    history_deleted: bool = False
    admin_read: ReadMark = UNREAD
    participant_read: ReadMark = UNREAD

    def other_side(self, account_id: int) -> tuple[int, int]:
        """Account and key of whoever `account_id` talks to."""
        if account_id == self.admin_id:
            return self.participant_id, self.participant_key_id
        return self.admin_id, self.admin_key_id

    def shown_to(self, account_id: int, auth_key_id: int) -> Shown | None:
        """What a device of one of the two is shown; nothing if the chat is none of its business."""
        if account_id == self.admin_id:
            return _OF_ADMIN[self.state] if auth_key_id == self.admin_key_id else None
        if account_id != self.participant_id:
            return None
        if self.state is ChatState.REQUESTED:
            return Shown.REQUESTED
        if self.state is ChatState.ACCEPTED and auth_key_id == self.participant_key_id:
            return Shown.OPEN
        # Another device accepted, or it is over.
        return Shown.DISCARDED


_OF_ADMIN = {
    ChatState.REQUESTED: Shown.WAITING,
    ChatState.ACCEPTED: Shown.OPEN,
    ChatState.DISCARDED: Shown.DISCARDED,
}


class ChatLimits(msgspec.Struct, frozen=True, kw_only=True):
    """`waiting` requests of one account may be unanswered at a time."""

    waiting: int


class RequestContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a request is decided on: true at the moment it commits.

    `existing` is the chat that has the id, if there is one; `waiting` counts the requests of the
    account that nobody answered yet; the others are as in `messages.SendContext`.
    """

    existing: EncryptedChat | None
    participant: Seen | None
    blocked_by_participant: bool
    was_written_to: bool
    waiting: int


def check_public(value: bytes) -> bytes:
    """DH_G_A_INVALID for a public half that gives the secret away.

    https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation
    """
    number = int.from_bytes(value, "big")
    if len(value) > _PUBLIC_BYTES or not _MARGIN <= number <= _PRIME_NUMBER - _MARGIN:
        raise errors.DhGAInvalid
    return value


def begin_chat(
    asked: EncryptedChat, context: RequestContext, limits: ChatLimits, *, retry_s: int
) -> EncryptedChat:
    """The chat to keep: the one asked for, or the one that an earlier call of the same began.

    https://core.telegram.org/method/messages.requestEncryption
    """
    existing, participant = context.existing, context.participant
    if existing is not None:
        # Of a chat that is over the public half is gone.
        if _sides(existing) != _sides(asked) or existing.g_a not in (asked.g_a, b""):
            raise errors.ChatIdTaken
        return existing
    if participant is None or participant.is_self or is_bot(asked.participant_id):
        raise errors.UserIdInvalid
    if participant.account.disabled or participant.account.deleted:
        raise errors.InputUserDeactivated
    if asked.participant_id < FIRST_ACCOUNT_ID:
        raise errors.UserIdInvalid
    if context.blocked_by_participant:
        raise errors.UserIsBlocked
    if participant.blocked:
        raise errors.YouBlockedUser
    if not participant.may_write and not context.was_written_to:
        raise errors.PrivacyPremiumRequired
    if context.waiting >= limits.waiting:
        raise errors.Wait(retry_s)
    return asked


def _sides(chat: EncryptedChat) -> tuple[int, int, int]:
    return chat.admin_id, chat.admin_key_id, chat.participant_id


def accept_chat(
    chat: EncryptedChat | None,
    *,
    account_id: int,
    auth_key_id: int,
    g_b: bytes,
    key_fingerprint: int,
    date: int,
) -> EncryptedChat:
    """The chat bound to the device that accepts; one device of the callee wins.

    https://core.telegram.org/method/messages.acceptEncryption
    """
    if chat is None or account_id != chat.participant_id:
        raise errors.ChatIdInvalid
    if chat.state is ChatState.DISCARDED:
        raise errors.EncryptionAlreadyDeclined
    if chat.state is ChatState.ACCEPTED:
        if (chat.participant_key_id, chat.g_b) != (auth_key_id, g_b):
            raise errors.EncryptionAlreadyAccepted
        return chat
    return replace(
        chat,
        participant_key_id=auth_key_id,
        state=ChatState.ACCEPTED,
        changed=date,
        g_b=g_b,
        key_fingerprint=key_fingerprint,
    )


def discard_chat(
    chat: EncryptedChat | None,
    *,
    account_id: int,
    auth_key_id: int,
    delete_history: bool,
    date: int,
) -> EncryptedChat:
    """The chat, over. Any device of the callee may decline, only the two that talk may hang up.

    https://core.telegram.org/method/messages.discardEncryption
    """
    if chat is None or account_id not in (chat.admin_id, chat.participant_id):
        raise errors.EncryptionIdInvalid
    if account_id == chat.admin_id and auth_key_id != chat.admin_key_id:
        raise errors.EncryptionIdInvalid
    if chat.state is ChatState.DISCARDED:
        raise errors.EncryptionAlreadyDeclined
    accepted = chat.state is ChatState.ACCEPTED
    if accepted and account_id != chat.admin_id and auth_key_id != chat.participant_key_id:
        raise errors.EncryptionAlreadyAccepted
    return replace(
        chat,
        state=ChatState.DISCARDED,
        changed=date,
        g_a=b"",
        g_b=b"",
        history_deleted=delete_history,
    )


def check_talks(chat: EncryptedChat | None, *, account_id: int, auth_key_id: int) -> EncryptedChat:
    """The chat, for a device that talks in it.

    CHAT_ID_INVALID, ENCRYPTION_DECLINED once it is over, ENCRYPTION_ID_INVALID for a device that
    it is not bound to.
    """
    if chat is None or account_id not in (chat.admin_id, chat.participant_id):
        raise errors.ChatIdInvalid
    if chat.state is ChatState.DISCARDED:
        raise errors.EncryptionDeclined
    own = chat.admin_key_id if account_id == chat.admin_id else chat.participant_key_id
    if chat.state is not ChatState.ACCEPTED or auth_key_id != own:
        raise errors.EncryptionIdInvalid
    return chat


def mark_read(chat: EncryptedChat, *, account_id: int, mark: ReadMark) -> EncryptedChat:
    """The chat with what one side has read; the same chat if it had read further.

    Up to the same second is news: another message may have come within it.
    """
    kept = chat.admin_read if account_id == chat.admin_id else chat.participant_read
    if mark.max_date < kept.max_date:
        return chat
    if account_id == chat.admin_id:
        return replace(chat, admin_read=mark)
    return replace(chat, participant_read=mark)
