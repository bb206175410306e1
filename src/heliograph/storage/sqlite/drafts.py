"""What people have begun to write."""

from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.account_events import UnsentChanged
from heliograph.domain.dialogs import Unsent
from heliograph.storage.sqlite import account_events, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_unsent, unpack_unsent

_SQL = queries.load("dialogs")


def save_unsent(db: apsw.Connection, owner_id: int, peer_id: int, unsent: Unsent | None) -> bool:
    """See `ports.dialog_store.DialogOperations.save_unsent`."""
    if unsent is None:
        return clear_unsent(db, owner_id, peer_id)
    db.execute(_SQL.save_draft, (owner_id, peer_id, pack_unsent(unsent)))
    account_events.note(db, owner_id, kind=Kind.UNSENT, subject=peer_id)
    return True


def clear_unsent(db: apsw.Connection, owner_id: int, peer_id: int) -> bool:
    """Forget what was begun in a dialog; whether there was anything."""
    dropped = bool(rows.fetch(db, _SQL.drop_draft, (owner_id, peer_id)))
    if dropped:
        account_events.note(db, owner_id, kind=Kind.UNSENT, subject=peer_id)
    return dropped


def clear_all_unsent(db: apsw.Connection, owner_id: int) -> tuple[int, ...]:
    """See `ports.dialog_store.DialogOperations.clear_all_unsent`."""
    dropped = tuple(sorted(row[0] for row in rows.fetch(db, _SQL.drop_drafts, (owner_id,))))
    account_events.note_all(db, owner_id, kind=Kind.UNSENT, subjects=dropped)
    return dropped


def date_anew(db: apsw.Connection, *, since: int, date: int) -> None:
    """Date what was begun since some date later, as clients keep what is newer than they are told.

    For a restored store; see `leap`.
    """
    for owner_id, peer_id, content in rows.fetch(db, _SQL.every_draft, ()):
        unsent = unpack_unsent(content)
        if unsent.date >= since:
            dated = pack_unsent(replace(unsent, date=date))
            db.execute(_SQL.save_draft, (owner_id, peer_id, dated))


def all_unsent(db: apsw.Connection, owner_id: int) -> dict[int, Unsent]:
    """See `ports.dialog_store.DialogOperations.all_unsent`."""
    return {row[0]: unpack_unsent(row[1]) for row in rows.fetch(db, _SQL.drafts, (owner_id,))}


def unsent_of(db: apsw.Connection, owner_id: int, peer_ids: Iterable[int]) -> dict[int, Unsent]:
    """Of those dialogs in which something was begun."""
    found = rows.fetch(db, _SQL.drafts_of, (owner_id, people.as_json(peer_ids)))
    return {row[0]: unpack_unsent(row[1]) for row in found}


def load_unsent(db: apsw.Connection, owner_id: int, subjects: Sequence[str]) -> list[UnsentChanged]:
    """What stands begun by now, None where it was sent or taken back."""
    peer_ids = list(map(int, subjects))
    kept = unsent_of(db, owner_id, peer_ids)
    dates = account_events.dates(db, owner_id, kind=Kind.UNSENT, subjects=subjects)
    return [
        UnsentChanged(peer_id=peer_id, unsent=kept.get(peer_id), date=dates[str(peer_id)])
        for peer_id in peer_ids
    ]
