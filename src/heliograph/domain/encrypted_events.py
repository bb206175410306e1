"""What happened in end-to-end chats; each record names the devices that may hear of it."""

import msgspec

from heliograph.domain.encrypted_chats import EncryptedChat
from heliograph.domain.encrypted_messages import EncryptedMessage
from heliograph.domain.people import Seen


class EncryptedChatChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A chat began, was accepted or is over.

    `admin_sees` and `participant_sees` are the people each side must be shown with it. `refusing`
    are the callee's keys that want no requests, `by_key` the one that asked: it learns of the
    change by its result. Without `news` the call was a repeat, and nobody is to be told.
    """

    chat: EncryptedChat
    admin_sees: tuple[Seen, ...] = ()
    participant_sees: tuple[Seen, ...] = ()
    refusing: tuple[int, ...] = ()
    by_key: int | None = None
    news: bool = True


class EncryptedMessageArrived(msgspec.Struct, frozen=True, kw_only=True):
    """A message waits for a device of `owner_id`; `overdue` says that it should acknowledge."""

    owner_id: int
    auth_key_id: int
    message: EncryptedMessage
    overdue: bool = False


class EncryptedHistoryRead(msgspec.Struct, frozen=True, kw_only=True):
    """The other side has read what `owner_id` sent up to `max_date`."""

    owner_id: int
    auth_key_id: int
    chat_id: int
    max_date: int
    date: int


class EncryptedTyped(msgspec.Struct, frozen=True, kw_only=True):
    """The other side is writing to `owner_id`."""

    owner_id: int
    auth_key_id: int
    chat_id: int


EncryptedEvent = (
    EncryptedChatChanged | EncryptedMessageArrived | EncryptedHistoryRead | EncryptedTyped
)
