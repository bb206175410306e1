"""What is sent in end-to-end chats: opaque bytes on their way to one device.

https://core.telegram.org/api/end-to-end#sending-and-receiving-messages-in-a-secret-chat
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.encrypted_chats import EncryptedChat, check_talks
from heliograph.domain.files import EncryptedFile
from heliograph.domain.people import Seen

FIRST_QTS = 1
"""Where a device stands that was never sent anything: TDLib takes a first qts of 1 for an error."""

# A key's fingerprint, a message key, and whole blocks of AES.
_HEAD_BYTES = 8 + 16
_BLOCK_BYTES = 16


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """What a device asks to send. A `random_id` makes a repeat return the first date.

    Nothing tells a repeat from other content: clients encrypt anew, with other padding, what they
    send again.
    """

    chat_id: int
    sender_id: int
    auth_key_id: int
    random_id: int
    data: bytes
    service: bool
    date: int
    file: EncryptedFile | None = None


class QueueLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much may wait for one device, how long one message may be, when to try again."""

    messages: int
    size_bytes: int
    message_bytes: int
    retry_s: int


class SealedContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a message is decided on: `waiting` and `waiting_bytes` are of the other's device."""

    chat: EncryptedChat | None
    blocked_by_other: bool
    waiting: int
    waiting_bytes: int


class EncryptedMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message in the queue of the device it is for, under that device's own `qts`."""

    qts: int
    chat_id: int
    random_id: int
    date: int
    service: bool
    data: bytes
    file: EncryptedFile | None = None


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is durable: when it was sent, and for a new one whose device it goes to.

    `waiting` counts what the device has not acknowledged.
    """

    date: int
    recipient_id: int = 0
    auth_key_id: int = 0
    message: EncryptedMessage | None = None
    waiting: int = 0


class MissedEncrypted(msgspec.Struct, frozen=True, kw_only=True):
    """What a device missed: messages in qts order up to `qts`, and chats as they stand now.

    `final` is False when more messages follow; `sees` are the people of the chats.
    """

    qts: int
    messages: tuple[EncryptedMessage, ...] = ()
    chats: tuple[EncryptedChat, ...] = ()
    sees: tuple[Seen, ...] = ()
    final: bool = True


def check_sealed(sealed: Sealed, limits: QueueLimits) -> None:
    """DATA_INVALID for what no client encrypted, DATA_TOO_LONG, RANDOM_ID_EMPTY."""
    if sealed.random_id == 0:
        raise errors.RandomIdEmpty
    if len(sealed.data) > limits.message_bytes:
        raise errors.DataTooLong
    blocks, rest = divmod(len(sealed.data) - _HEAD_BYTES, _BLOCK_BYTES)
    if blocks < 1 or rest:
        raise errors.DataInvalid


def may_send(sealed: Sealed, context: SealedContext, limits: QueueLimits) -> EncryptedChat:
    """The chat, for a message that may be queued.

    What `check_talks` refuses, USER_IS_BLOCKED, and FLOOD_WAIT_x while too much waits for the
    other's device.
    https://core.telegram.org/method/messages.sendEncrypted
    """
    chat = check_talks(context.chat, account_id=sealed.sender_id, auth_key_id=sealed.auth_key_id)
    if context.blocked_by_other:
        raise errors.UserIsBlocked
    too_many = context.waiting >= limits.messages
    if too_many or context.waiting_bytes + len(sealed.data) > limits.size_bytes:
        raise errors.Wait(limits.retry_s)
    return chat
