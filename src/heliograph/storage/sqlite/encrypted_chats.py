"""End-to-end chats: who talks to whom on which devices, and how each came to its end."""

from collections.abc import Callable, Iterable, Sequence

import apsw

from heliograph.domain.encrypted_chats import (
    ChatState,
    EncryptedChat,
    ReadMark,
    RequestContext,
    Shown,
)
from heliograph.domain.encrypted_events import EncryptedChatChanged
from heliograph.domain.errors import AuthKeyUnregistered
from heliograph.domain.people import Seen
from heliograph.storage.sqlite import dialogs, people, queries, rows

_SQL = queries.load("encrypted_chats")
_QUEUE = queries.load("encrypted_queue")

_TOUCHED_AT_ONCE = 1_000
"""More than a person begins in months: who was away longer is told of the latest."""


def chat(db: apsw.Connection, chat_id: int) -> EncryptedChat | None:
    row = db.execute(_SQL.chat, (chat_id,)).fetchone()
    return _chat(row) if row else None


def request_chat(
    db: apsw.Connection,
    asked: EncryptedChat,
    decide: Callable[[RequestContext], EncryptedChat],
) -> EncryptedChatChanged:
    """See `ports.encrypted_chat_store.EncryptedChatOperations.request_chat`."""
    check_signed_in(db, asked.admin_key_id, asked.admin_id)
    admin_id, participant_id = asked.admin_id, asked.participant_id
    found = people.seen(db, admin_id, (participant_id,))
    context = RequestContext(
        existing=chat(db, asked.id),
        participant=found[0] if found else None,
        blocked_by_participant=people.blocks(db, admin_id, participant_id).by_peer,
        was_written_to=dialogs.has_dialog(db, participant_id, admin_id),
        waiting=rows.number(db, _SQL.waiting, (admin_id,)),
    )
    begun = decide(context)
    if context.existing is None:
        values = (begun.id, admin_id, begun.admin_key_id, participant_id, begun.date, begun.g_a)
        db.execute(_SQL.add_chat, values)
    return changed(db, begun, by_key=asked.admin_key_id, news=context.existing is None)


def change_chat(
    db: apsw.Connection,
    chat_id: int,
    *,
    by_key: int,
    decide: Callable[[EncryptedChat | None], EncryptedChat],
) -> EncryptedChatChanged:
    """See `ports.encrypted_chat_store.EncryptedChatOperations.change_chat`."""
    kept = chat(db, chat_id)
    made = decide(kept)
    if made == kept:
        return changed(db, made, by_key=by_key, news=False)
    if made.state is ChatState.ACCEPTED:
        check_signed_in(db, made.participant_key_id, made.participant_id)
    _keep(db, made)
    if made.history_deleted:
        db.execute(_QUEUE.drop_of_chat, (chat_id,))
    return changed(db, made, by_key=by_key)


def _keep(db: apsw.Connection, made: EncryptedChat) -> None:
    values = (
        made.id,
        made.participant_key_id,
        made.changed,
        made.state,
        made.g_a,
        made.g_b,
        made.key_fingerprint,
        made.history_deleted,
        made.admin_read.max_date,
        made.admin_read.date,
        made.participant_read.max_date,
        made.participant_read.date,
    )
    db.execute(_SQL.keep_chat, values)


def changed(
    db: apsw.Connection, made: EncryptedChat, *, by_key: int | None = None, news: bool = True
) -> EncryptedChatChanged:
    """The chat with whom each side must be shown with it."""
    both = (made.admin_id, made.participant_id)
    return EncryptedChatChanged(
        chat=made,
        admin_sees=people.seen(db, made.admin_id, both),
        participant_sees=people.seen(db, made.participant_id, both),
        refusing=_refusing(db, made.participant_id),
        by_key=by_key,
        news=news,
    )


def _refusing(db: apsw.Connection, account_id: int) -> tuple[int, ...]:
    return tuple(row[0] for row in rows.fetch(db, _SQL.refusing, (account_id,)))


def check_signed_in(db: apsw.Connection, auth_key_id: int, account_id: int) -> None:
    """AUTH_KEY_UNREGISTERED: a chat bound to a device that is gone would never end."""
    if not rows.number(db, _SQL.carries, (auth_key_id, account_id)):
        raise AuthKeyUnregistered


def report_chat(db: apsw.Connection, chat_id: int, *, by_admin: bool) -> None:
    db.execute(_SQL.report, (chat_id, 1 if by_admin else 2))


def touched_chats(
    db: apsw.Connection, account_id: int, auth_key_id: int, *, since: int
) -> tuple[tuple[EncryptedChat, ...], tuple[Seen, ...]]:
    """The chats that changed at or after `since` and concern a device, oldest first, with the
    people in them."""
    found = rows.fetch(db, _SQL.touched_chats, (account_id, since, _TOUCHED_AT_ONCE))
    refuses = found and auth_key_id in _refusing(db, account_id)
    chats = []
    for one in map(_chat, reversed(found)):
        shown = one.shown_to(account_id, auth_key_id)
        if shown is not None and not (refuses and shown is Shown.REQUESTED):
            chats.append(one)
    others = [one.other_side(account_id)[0] for one in chats]
    sees = people.seen(db, account_id, (account_id, *others)) if chats else ()
    return tuple(chats), sees


def end_devices(db: apsw.Connection, auth_key_ids: Iterable[int]) -> None:
    """Devices are signed in no longer: their chats are over, what waited for them is erased."""
    for auth_key_id in auth_key_ids:
        db.execute(_SQL.end_by_device, (auth_key_id,))
        db.execute(_QUEUE.drop_of_device, (auth_key_id,))


def end_of_account(db: apsw.Connection, account_id: int) -> None:
    """The account is gone, and with it the requests to it that no device has accepted."""
    db.execute(_SQL.end_of_account, (account_id,))


def has_ended_chats(db: apsw.Connection) -> bool:
    return bool(rows.number(db, _SQL.has_untold, ()))


def take_ended_chats(db: apsw.Connection, *, at_most: int) -> Sequence[EncryptedChatChanged]:
    """See `ports.encrypted_chat_store.EncryptedChatOperations.take_ended_chats`."""
    taken = [chat(db, row[0]) for row in rows.fetch(db, _SQL.take_untold, (at_most,))]
    return [changed(db, one) for one in taken if one is not None]


def forget(db: apsw.Connection, *, before: int, sends_before: int, at_most: int) -> None:
    """End requests that nobody answered, and drop what has waited, or been over, for too long."""
    db.execute(_SQL.end_unanswered, (before, at_most))
    db.execute(_SQL.forget_chats, (before, at_most))
    db.execute(_QUEUE.forget_messages, (before, at_most))
    db.execute(_QUEUE.forget_sends, (sends_before, at_most))


def _chat(row: rows.Row) -> EncryptedChat:
    return EncryptedChat(
        id=row[0],
        admin_id=row[1],
        admin_key_id=row[2],
        participant_id=row[3],
        participant_key_id=row[4],
        state=ChatState(row[5]),
        date=row[6],
        changed=row[7],
        g_a=row[8],
        g_b=row[9],
        key_fingerprint=row[10],
        history_deleted=bool(row[11]),
        admin_read=ReadMark(row[12], row[13]),
        participant_read=ReadMark(row[14], row[15]),
    )
