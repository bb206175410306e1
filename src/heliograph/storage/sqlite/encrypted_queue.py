"""Encrypted messages on their way: each waits for one device until that has acknowledged it."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.encrypted_chats import EncryptedChat
from heliograph.domain.encrypted_messages import (
    FIRST_QTS,
    EncryptedMessage,
    MissedEncrypted,
    Queued,
    Sealed,
    SealedContext,
)
from heliograph.domain.errors import EncryptionDeclined
from heliograph.storage.sqlite import encrypted_chats, files, people, queries, rows
from heliograph.storage.sqlite.blobs import pack_file, unpack_encrypted_file

_SQL = queries.load("encrypted_queue")

SLICE_BYTES = 1 << 20
"""Of one slice: most messages are shorter than a kilobyte."""


def queue_encrypted(
    db: apsw.Connection, sealed: Sealed, decide: Callable[[SealedContext], EncryptedChat]
) -> Queued:
    """See `ports.encrypted_chat_store.EncryptedChatOperations.queue_encrypted`."""
    context = _context(db, sealed)
    date = _first_date(db, sealed)
    if date is not None and _still_waits(db, sealed, context):
        return Queued(date=date)
    date = sealed.date if date is None else date
    recipient_id, auth_key_id = decide(context).other_side(sealed.sender_id)
    numbered = rows.fetch(db, _SQL.next_qts, (auth_key_id,))
    if not numbered:
        # A chat ends with either device, so this one would be over already.
        raise EncryptionDeclined
    message = EncryptedMessage(
        qts=numbered[0][0],
        chat_id=sealed.chat_id,
        random_id=sealed.random_id,
        date=date,
        service=sealed.service,
        data=sealed.data,
        file=sealed.file,
    )
    values = (message.qts, message.chat_id, message.random_id, message.date, message.service)
    packed = None if message.file is None else pack_file(message.file)
    db.execute(_SQL.add, (auth_key_id, *values, message.data, packed))
    if message.file is not None:
        files.hold_encrypted(db, sealed.chat_id, message.file.id, date=date)
    db.execute(_SQL.add_send, (sealed.chat_id, sealed.sender_id, sealed.random_id, date))
    return Queued(
        date=date,
        recipient_id=recipient_id,
        auth_key_id=auth_key_id,
        message=message,
        waiting=context.waiting + 1,
    )


def _first_date(db: apsw.Connection, sealed: Sealed) -> int | None:
    found = rows.fetch(db, _SQL.sent, (sealed.chat_id, sealed.sender_id, sealed.random_id))
    return int(found[0][0]) if found else None


def _still_waits(db: apsw.Connection, sealed: Sealed, context: SealedContext) -> bool:
    if context.chat is None:
        return False
    _, key_id = context.chat.other_side(sealed.sender_id)
    return bool(rows.number(db, _SQL.still_waits, (sealed.chat_id, sealed.random_id, key_id)))


def _context(db: apsw.Connection, sealed: Sealed) -> SealedContext:
    chat = encrypted_chats.chat(db, sealed.chat_id)
    other_id, key_id = chat.other_side(sealed.sender_id) if chat else (0, 0)
    waiting = db.execute(_SQL.waiting, (key_id,)).fetchone() or (0, 0)
    return SealedContext(
        chat=chat,
        blocked_by_other=people.blocks(db, sealed.sender_id, other_id).by_peer,
        waiting=waiting[0],
        waiting_bytes=waiting[1],
    )


def qts(db: apsw.Connection, auth_key_id: int) -> int:
    found = rows.fetch(db, _SQL.qts, (auth_key_id,))
    return int(found[0][0]) if found else FIRST_QTS


def has_received(db: apsw.Connection, auth_key_id: int, *, up_to: int) -> bool:
    """Whether there is anything that an acknowledgement would erase."""
    if up_to > qts(db, auth_key_id):
        return False
    return bool(rows.number(db, _SQL.has_up_to, (auth_key_id, up_to)))


def acknowledge(db: apsw.Connection, auth_key_id: int, *, up_to: int) -> Sequence[int]:
    """Erase what a device has received; gives the random_ids."""
    if up_to > qts(db, auth_key_id):
        return ()
    return [row[0] for row in rows.fetch(db, _SQL.acknowledge, (auth_key_id, up_to))]


def missed(
    db: apsw.Connection, account_id: int, auth_key_id: int, *, up_to: int, since: int, limit: int
) -> MissedEncrypted:
    """See `ports.encrypted_chat_store.EncryptedChatOperations.missed_encrypted`."""
    reached = qts(db, auth_key_id)
    # A client that is ahead of us lost its place, or we did: everything that waits is for it.
    start = up_to if up_to <= reached else 0
    found = rows.fetch(db, _SQL.after, (auth_key_id, start, limit + 1))
    messages = _within_slice([_message(row) for row in found[:limit]])
    final = len(messages) == len(found)
    chats, sees = encrypted_chats.touched_chats(db, account_id, auth_key_id, since=since)
    return MissedEncrypted(
        qts=reached if final else messages[-1].qts,
        messages=messages,
        chats=chats,
        sees=sees,
        final=final,
    )


def _within_slice(messages: Sequence[EncryptedMessage]) -> tuple[EncryptedMessage, ...]:
    room = SLICE_BYTES
    for number, message in enumerate(messages):
        room -= len(message.data)
        if room < 0 and number:
            return tuple(messages[:number])
    return tuple(messages)


def _message(row: rows.Row) -> EncryptedMessage:
    return EncryptedMessage(
        qts=row[0],
        chat_id=row[1],
        random_id=row[2],
        date=row[3],
        service=bool(row[4]),
        data=row[5],
        file=unpack_encrypted_file(row[6]),
    )
