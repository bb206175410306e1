"""A whole, checked copy of the database in one file, made while others write."""

import hashlib
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import apsw
import msgspec

from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.connection import check_sqlite
from heliograph.storage.sqlite.copying import copy_into
from heliograph.storage.sqlite.migrate import refuse_newer
from heliograph.storage.sqlite.unserved import uri_of

_SQL = queries.load("blobs")
_NAME = "snapshot-{}.sqlite"
_LEFT_AFTER_S = 3_600
"""Whoever asked for a copy takes it away at once; one this old was left by somebody killed."""

_STEPS_BETWEEN_LOOKS = 100_000


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What a copy holds: its schema's version, and rows by table. And what it refers to: so many
    blobs of so many bytes, with the SHA-256 of all their hashes in rising order."""

    schema: int
    tables: Mapping[str, int]
    blobs: int = 0
    blob_bytes: int = 0
    blobs_sha256: str = ""


def new_path(folder: Path) -> Path:
    """Where another copy may be made, in the data folder, as nobody else may read it."""
    return folder / _NAME.format(secrets.token_hex(8))


def take(path: Path, target: Path, *, served: bool, stopped: threading.Event | None = None) -> None:
    """Copy a database; blocks for as long as that takes. `served`: others may be writing to it.

    Setting `stopped` ends it with apsw.InterruptError. Raises UnusableSqlite, StoreTooNew, or
    apsw.Error if the file is no database.
    """
    check_sqlite()
    connection = apsw.Connection(
        path.absolute().as_uri() if served else uri_of(path),
        flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
    )
    try:
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        if stopped is not None:
            connection.set_progress_handler(stopped.is_set, _STEPS_BETWEEN_LOOKS)
        refuse_newer(connection)
        copy_into(connection, target)
    finally:
        connection.close()


def inspect(path: Path) -> Snapshot:
    """What lies in a database that nobody writes to."""
    connection = apsw.Connection(
        f"{path.absolute().as_uri()}?immutable=1",
        flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
    )
    try:
        schema, tables = refuse_newer(connection), count_rows(connection)
        count, size, digest = _count_blobs(connection) if "blobs" in tables else (0, 0, "")
    finally:
        connection.close()
    return Snapshot(schema=schema, tables=tables, blobs=count, blob_bytes=size, blobs_sha256=digest)


def _count_blobs(connection: apsw.Connection) -> tuple[int, int, str]:
    digest, count, total = hashlib.sha256(), 0, 0
    for sha256, size in connection.execute(_SQL.all_held):
        digest.update(sha256)
        count, total = count + 1, total + size
    return count, total, digest.hexdigest()


def count_rows(connection: apsw.Connection) -> dict[str, int]:
    """Rows by table; those that SQLite keeps for itself are left out."""
    names = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {
        str(name): rows.number(connection, f'SELECT count(*) FROM "{name}"', ())
        for (name,) in names
    }


def drop_left(folder: Path) -> int:
    """Remove copies that nobody came for: they hold what was deleted since. Gives how many."""
    before = time.time() - _LEFT_AFTER_S
    # With their journals.
    left = [file for file in folder.glob(_NAME.format("*") + "*") if file.stat().st_mtime < before]
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)
