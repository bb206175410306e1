"""Address books beyond their entries."""

from collections.abc import Sequence

import apsw

from heliograph.domain import errors
from heliograph.domain.account_events import PeopleChanged
from heliograph.domain.people import Contact, Seen
from heliograph.domain.profiles import Note
from heliograph.storage.sqlite import account_events, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_note

_SQL = queries.load("address_book")


def set_note(db: apsw.Connection, owner_id: int, contact_id: int, note: Note | None) -> Seen:
    if not rows.fetch(db, _SQL.set_note, (owner_id, contact_id, pack_note(note))):
        raise errors.ContactIdInvalid
    _note(db, owner_id, (contact_id,))
    (seen,) = people.seen(db, owner_id, (contact_id,))
    return seen


def set_close_friends(
    db: apsw.Connection, owner_id: int, contact_ids: Sequence[int]
) -> tuple[Seen, ...]:
    wanted = (owner_id, people.as_json(contact_ids))
    changed = sorted(row[0] for row in rows.fetch(db, _SQL.set_close_friends, wanted))
    _note(db, owner_id, changed)
    return people.seen(db, owner_id, changed)


def delete_phones(db: apsw.Connection, owner_id: int, phones: Sequence[str]) -> tuple[Seen, ...]:
    wanted = (owner_id, people.as_json(phones))
    db.execute(_SQL.drop_awaited, wanted)
    gone = sorted(row[0] for row in rows.fetch(db, _SQL.drop_contacts_by_phone, wanted))
    _note(db, owner_id, gone)
    return people.seen(db, owner_id, gone)


def await_phones(db: apsw.Connection, owner_id: int, entries: Sequence[Contact], most: int) -> None:
    room = most - rows.number(db, _SQL.count_awaited, (owner_id,))
    lines = [(e.phone, owner_id, e.first_name, e.last_name) for e in entries[: max(0, room)]]
    if lines:
        db.executemany(_SQL.await_phone, lines)


def awaited(db: apsw.Connection, owner_id: int) -> tuple[Contact, ...]:
    return tuple(
        Contact(owner_id=owner_id, contact_id=0, phone=row[0], first_name=row[1], last_name=row[2])
        for row in rows.fetch(db, _SQL.awaited, (owner_id,))
    )


def stop_awaiting(db: apsw.Connection, owner_id: int) -> None:
    db.execute(_SQL.stop_awaiting, (owner_id,))


def meet_awaiting(db: apsw.Connection, account_id: int) -> tuple[int, ...]:
    owners = tuple(sorted(row[0] for row in rows.fetch(db, _SQL.meet_awaiting, (account_id,))))
    db.execute(_SQL.drop_met, (account_id,))
    for owner_id in owners:
        _note(db, owner_id, (account_id,))
    return owners


def hide_bar(db: apsw.Connection, owner_id: int, peer_id: int) -> bool:
    hidden = bool(rows.fetch(db, _SQL.hide_bar, (owner_id, peer_id)))
    if hidden:
        _note(db, owner_id, (peer_id,))
    return hidden


def _note(db: apsw.Connection, owner_id: int, peer_ids: Sequence[int]) -> None:
    account_events.note_all(db, owner_id, kind=Kind.PEER_SETTINGS, subjects=peer_ids)


def load_peer_settings(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[PeopleChanged]:
    """What is offered above the dialogs by now."""
    peer_ids = tuple(map(int, subjects))
    hidden = rows.fetch(db, _SQL.hidden_bars, (owner_id, people.as_json(peer_ids)))
    return [PeopleChanged(peer_ids=peer_ids, bars_hidden=tuple(row[0] for row in hidden))]


def sent_of_late(
    db: apsw.Connection, owner_id: int, *, most: int, since: int
) -> list[tuple[int, int]]:
    return [(row[0], row[1]) for row in db.execute(_SQL.sent_of_late, (owner_id, most, since))]


def reset_top_peer(db: apsw.Connection, owner_id: int, peer_id: int, date: int) -> None:
    db.execute(_SQL.reset_top_peer, (owner_id, peer_id, date))
