"""End-to-end chats and their messages as one device is shown them.

https://core.telegram.org/api/end-to-end
"""

from heliograph.domain.access import AccessHasher
from heliograph.domain.encrypted_chats import EncryptedChat, Shown
from heliograph.domain.encrypted_messages import EncryptedMessage
from heliograph.domain.files import EncryptedFile
from heliograph.tl import types
from heliograph.views.files import FILES_DC


def encrypted_chat(
    chat: EncryptedChat, account_id: int, auth_key_id: int, access: AccessHasher
) -> types.TypeEncryptedChat | None:
    """The chat for a device of one of its two sides, None if it is none of its business."""
    shown = chat.shown_to(account_id, auth_key_id)
    match shown:
        case None:
            return None
        case Shown.DISCARDED:
            return types.EncryptedChatDiscarded(id=chat.id, history_deleted=chat.history_deleted)
        case Shown.WAITING:
            return types.EncryptedChatWaiting(**_place(chat, account_id, access))
        case Shown.REQUESTED:
            return types.EncryptedChatRequested(g_a=chat.g_a, **_place(chat, account_id, access))
        case Shown.OPEN:
            theirs = chat.g_b if account_id == chat.admin_id else chat.g_a
            return types.EncryptedChat(
                g_a_or_b=theirs,
                key_fingerprint=chat.key_fingerprint,
                **_place(chat, account_id, access),
            )


def _place(chat: EncryptedChat, account_id: int, access: AccessHasher) -> dict[str, int]:
    return {
        "id": chat.id,
        "access_hash": access.of_encrypted_chat(account_id, chat.id),
        "date": chat.date,
        "admin_id": chat.admin_id,
        "participant_id": chat.participant_id,
    }


def encrypted_message(record: EncryptedMessage) -> types.TypeEncryptedMessage:
    """The bytes as they came."""
    place = {"random_id": record.random_id, "chat_id": record.chat_id, "date": record.date}
    if record.service:
        return types.EncryptedMessageService(bytes=record.data, **place)
    file: types.TypeEncryptedFile = types.EncryptedFileEmpty()
    if record.file is not None:
        file = encrypted_file(record.file)
    return types.EncryptedMessage(bytes=record.data, file=file, **place)


def encrypted_file(record: EncryptedFile) -> types.EncryptedFile:
    """A file that only the two devices can read: it needs no reference.

    https://core.telegram.org/constructor/encryptedFile
    """
    return types.EncryptedFile(
        id=record.id,
        access_hash=record.access_hash,
        size=record.size,
        dc_id=FILES_DC,
        key_fingerprint=record.key_fingerprint,
    )


def chat_update(chat: types.TypeEncryptedChat, date: int) -> types.TypeUpdate:
    return types.UpdateEncryption(chat=chat, date=date)


def message_update(record: EncryptedMessage) -> types.TypeUpdate:
    return types.UpdateNewEncryptedMessage(message=encrypted_message(record), qts=record.qts)


def read_update(chat_id: int, *, max_date: int, date: int) -> types.TypeUpdate:
    return types.UpdateEncryptedMessagesRead(chat_id=chat_id, max_date=max_date, date=date)


def typing_update(chat_id: int) -> types.TypeUpdate:
    return types.UpdateEncryptedChatTyping(chat_id=chat_id)
