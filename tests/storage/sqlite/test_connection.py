"""SQLite is opened the one way that is trusted, and refused when it is too old."""

from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite.connection import (
    UnusableSqlite,
    check_sqlite,
    open_reader,
    open_writer,
)


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2", "3.9.0"])
def test_an_old_sqlite_is_refused_with_what_to_do(version: str) -> None:
    with pytest.raises(UnusableSqlite, match=r"3\.51\.3.*install apsw"):
        check_sqlite(version)


@pytest.mark.parametrize("version", ["3.51.3", "3.54.1", "4.0.0", None])
def test_a_new_enough_sqlite_is_taken(version: str | None) -> None:
    check_sqlite(version)


def test_the_writer_syncs_every_commit_and_leaves_checkpoints_alone(path: Path) -> None:
    writer = open_writer(str(path), vfs=None, synchronous="FULL")
    asked = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "temp_store": 2,
        "wal_autocheckpoint": 0,
        "mmap_size": 0,
    }
    assert {name: writer.pragma(name) for name in asked} == asked


def test_a_reader_cannot_write(path: Path) -> None:
    open_writer(str(path), vfs=None, synchronous="FULL").execute("CREATE TABLE t (n)")
    reader = open_reader(str(path), vfs=None)
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("INSERT INTO t VALUES (1)")


def test_a_database_that_cannot_have_a_log_is_refused() -> None:
    with pytest.raises(UnusableSqlite, match="write-ahead log"):
        open_writer(":memory:", vfs=None, synchronous="FULL")
