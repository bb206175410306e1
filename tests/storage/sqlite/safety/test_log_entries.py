"""Entries of the public log are made with what they log, once, and can be erased."""

from pathlib import Path

import apsw
import pytest

from heliograph.safety.log.entries import LogEntry, commitment, leaf_of
from heliograph.safety.log.heads import Private
from heliograph.storage.sqlite.migrate import migrate
from heliograph.storage.sqlite.safety.log_entries import enter, erase, private_of

ENTRY = LogEntry(event="decision", day="2026-11-23", ground="terms")
SALT, RECORD = b"s" * 32, b"{}"


@pytest.fixture
def db(tmp_path: Path) -> apsw.Connection:
    db = apsw.Connection(str(tmp_path / "log.sqlite"))
    db.create_scalar_function("search_terms", lambda *_: "")
    migrate(db, backup_folder=None)
    return db


def waiting(db: apsw.Connection) -> list[bytes]:
    return [leaf for (leaf,) in db.execute("SELECT leaf FROM log_pending ORDER BY id")]


def test_an_entry_waits_with_its_commitment(db: apsw.Connection) -> None:
    assert enter(db, ENTRY, puid="p", salt=SALT, record=RECORD, date=5)
    assert waiting(db) == [leaf_of(ENTRY, commit=commitment(salt=SALT, record=RECORD))]
    assert private_of(db, "p") == [Private(event="decision", place=None, salt=SALT, record=RECORD)]


def test_an_event_of_a_thing_is_logged_once(db: apsw.Connection) -> None:
    assert enter(db, ENTRY, puid="p", salt=SALT, record=RECORD, date=5)
    assert not enter(db, ENTRY, puid="p", salt=b"t" * 32, record=b"other", date=6)
    assert len(waiting(db)) == 1
    assert private_of(db, "p")[0].salt == SALT


def test_what_is_taken_back_is_not_logged(db: apsw.Connection) -> None:
    def enter_and_fail() -> None:
        with db:
            enter(db, ENTRY, puid="p", salt=SALT, record=RECORD, date=5)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enter_and_fail()
    assert waiting(db) == []
    assert private_of(db, "p") == []


def test_erasing_leaves_the_leaf(db: apsw.Connection) -> None:
    enter(db, ENTRY, puid="p", salt=SALT, record=RECORD, date=5)
    enter(db, ENTRY, puid="q", salt=SALT, record=RECORD, date=5)
    assert erase(db, "p") == 1
    assert private_of(db, "p") == []
    assert len(waiting(db)) == 2
    assert len(private_of(db, "q")) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_leaves SET leaf = x'00'",
        "DELETE FROM log_leaves",
        "DELETE FROM log_tiles",
        "UPDATE log_tiles SET hashes = zeroblob(64)",
        "UPDATE log_heads SET note = ''",
    ],
)
def test_the_database_refuses_to_change_the_log(db: apsw.Connection, statement: str) -> None:
    db.execute("INSERT INTO log_leaves VALUES (0, x'01')")
    db.execute("INSERT INTO log_tiles VALUES (0, 0, ?)", (b"h" * 32,))
    db.execute("INSERT INTO log_heads VALUES (1, zeroblob(32), 'note', 5)")
    with pytest.raises(apsw.ConstraintError):
        db.execute(statement)
