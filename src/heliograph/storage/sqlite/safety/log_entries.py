"""Entering the public log in the transaction of what is logged; erasing what it was about."""

from collections.abc import Sequence

import apsw

from heliograph.safety.errors import NothingThere
from heliograph.safety.log.attestations import EVENT
from heliograph.safety.log.entries import SALT_BYTES, LogEntry, commitment, leaf_of
from heliograph.safety.log.heads import Private
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import events

_SQL = queries.load("log_entries")


def enter(
    db: apsw.Connection, entry: LogEntry, *, puid: str, salt: bytes, record: bytes, date: int
) -> bool:
    """Have an event logged: it gets its place within the promised delay if this commits.

    `puid` names what it is about outside, and is unguessable; each event of it is logged once: a
    repeat changes nothing and gives False. `salt` is drawn for this entry, `record` the canonical
    bytes of all that is finer, `date` Unix seconds.
    """
    commit = commitment(salt=salt, record=record)
    if not rows.fetch(db, _SQL.enter_private, (puid, entry.event, salt, record, date)):
        return False
    db.execute(_SQL.enter_pending, (puid, entry.event, leaf_of(entry, commit=commit), date))
    return True


def attest(db: apsw.Connection, leaf: bytes, *, date: int) -> None:
    """Have an attestation logged: it is about nobody, and has no private part."""
    db.execute(_SQL.enter_pending, ("", EVENT, leaf, date))


def attest_once(db: apsw.Connection, *, leaf: bytes, period: str, by: str, date: int) -> bool:
    """As `attest`, unless the period was attested, and note who did; nothing of it is private."""
    key = (f"attested {period}", EVENT)
    if not rows.fetch(db, _SQL.enter_private, (*key, bytes(SALT_BYTES), leaf, date)):
        return False
    db.execute(_SQL.enter_pending, (*key, leaf, date))
    events.note(db, "attested", date=date, actor=by, case_id=0, about=period)
    return True


def private_of(db: apsw.Connection, puid: str) -> Sequence[Private]:
    """What the leaves of one thing are about, oldest first; nothing once it was erased."""
    found = rows.fetch(db, _SQL.private_of, (puid,))
    return [
        Private(event=event, place=place, salt=salt, record=record)
        for event, place, salt, record in found
    ]


def erase(db: apsw.Connection, puid: str) -> int:
    """Delete salts and records: the leaves stay and say nothing of anybody. Gives how many."""
    return len(rows.fetch(db, _SQL.erase, (puid,)))


def erase_noted(db: apsw.Connection, *, puid: str, by: str, date: int) -> int:
    """See `safety.store.LetterOperations.erase_logged`."""
    count = erase(db, puid)
    if not count:
        raise NothingThere(f"nothing is kept of entries of {puid}")
    events.note(db, "log erased", date=date, actor=by, case_id=0, about=puid)
    return count


def forget(db: apsw.Connection, *, before: int, at_most: int) -> None:
    """Delete salts and records of what was logged before a time."""
    db.execute(_SQL.forget, (before, at_most))
