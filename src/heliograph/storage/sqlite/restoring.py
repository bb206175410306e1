"""Making a copy of a database the database: checked, brought to this schema, leapt, marked."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import apsw
import msgspec

from heliograph.storage.sqlite import due, integrity, queries, rows
from heliograph.storage.sqlite.connection import check_sqlite, open_writer
from heliograph.storage.sqlite.leap import how_far, leap
from heliograph.storage.sqlite.migrate import migrate, migrations, refuse_newer
from heliograph.storage.sqlite.residue import Cleaner
from heliograph.storage.sqlite.snapshot import count_rows

_SQL = queries.load("restoring")


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """How far the counters leapt, and what is due and waits for the operator."""

    leapt: int
    due: Sequence[due.Due]


class DamagedCopy(Exception):
    """The copy is not what it was when it was made; the text is for the operator."""


def make_ready(path: Path, *, tables: Mapping[str, int], made: int, now: int) -> Ready:
    """Turn a copy made at `made` (Unix seconds) into a store to serve.

    Blocks for seconds per million messages. Raises DamagedCopy, CannotLeap, UnusableSqlite,
    StoreTooNew, or apsw.Error if the file is no database.
    """
    check_sqlite()
    by = how_far(made=made, now=now)
    connection = open_writer(str(path), vfs=None, synchronous="FULL", inspect=refuse_newer)
    try:
        _compare(connection, tables)
        migrate(connection, backup_folder=None)
        leap(connection, by=by, made=made, date=now)
        connection.execute(_SQL.mark_restored, (now,))
        connection.execute(_SQL.mark_log_restored, (now,))
        connection.execute(_SQL.forget_witnesses)
        ready = Ready(leapt=by, due=due.due(connection, now=now))
    finally:
        connection.close()
    _clean(path)
    return ready


def _clean(path: Path) -> None:
    """Empty the log, and overwrite what lies between rows, as a store's writer does."""
    cleaner = Cleaner(str(path), vfs=None, synchronous="FULL")
    try:
        cleaner.copy_log(apsw.SQLITE_CHECKPOINT_TRUNCATE)
        cleaner.clean_all()
    finally:
        cleaner.close()


def _compare(connection: apsw.Connection, tables: Mapping[str, int]) -> None:
    found = count_rows(connection)
    wrong = sorted(name for name in {*tables, *found} if tables.get(name) != found.get(name))
    if wrong:
        raise DamagedCopy(f"the database does not hold what the manifest says of {wrong[0]}")
    newest = refuse_newer(connection) == migrations()[-1][0]
    problems = integrity.check(connection, promises=newest)
    if problems:
        raise DamagedCopy("; ".join(problems))


def restored_at(db: apsw.Connection) -> int | None:
    """When the store was restored, if its operator has not yet let its due work run."""
    found: Sequence[rows.Row] = rows.fetch(db, _SQL.restored_at, ())
    return int(found[0][0]) if found else None


def release(db: apsw.Connection) -> bool:
    """Take the mark of a restore away; False if there was none."""
    return bool(rows.fetch(db, _SQL.release, ()))
