"""Looking at a database that no store has open, and leaving it as it is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw
import msgspec
from cryptography.exceptions import InvalidTag

from heliograph.storage.sqlite import integrity, queries
from heliograph.storage.sqlite.connection import check_sqlite
from heliograph.storage.sqlite.migrate import migrations, refuse_newer
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("keys")


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: a line per kind of damage, and whether the next start will migrate."""

    problems: Sequence[str]
    schema: int
    newest: int


def look(path: Path, *, whole: bool = False) -> Looked:
    """Check the database as `integrity.check` does; blocks for seconds per million messages.

    Migrates nothing: of a store with an older schema only what SQLite promises is checked. Whoever
    calls it keeps others from opening the database. Raises UnusableSqlite, StoreTooNew, or
    apsw.Error if the file is no database.
    """
    newest = migrations()[-1][0]
    with _opened(path) as connection:
        schema = refuse_newer(connection)
        problems = integrity.check(connection, whole=whole, promises=schema == newest)
        return Looked(problems=problems, schema=schema, newest=newest)


class Glanced(msgspec.Struct, frozen=True, kw_only=True):
    """What shows at once: whether the next start will migrate, and whether keys of clients open
    under the store's key."""

    schema: int
    newest: int
    keys_open: bool


def glance(path: Path, *, key_secret: bytes | None) -> Glanced:
    """Look at a database without reading it through; no key opens all. Raises as `look` does."""
    with _opened(path) as connection:
        return Glanced(
            schema=refuse_newer(connection),
            newest=migrations()[-1][0],
            keys_open=key_secret is None or _keys_open(connection, Sealer(key_secret)),
        )


def _keys_open(connection: apsw.Connection, sealer: Sealer) -> bool:
    """Whether one of them does, if there is any: they all were sealed under one key."""
    row = connection.execute(_SQL.some_key).fetchone()
    try:
        return row is None or bool(sealer.open(row[0], row[1]))
    except InvalidTag:
        return False


@contextmanager
def _opened(path: Path) -> Iterator[apsw.Connection]:
    check_sqlite()
    connection = apsw.Connection(
        uri_of(path), flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    )
    try:
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.pragma("query_only", "ON")
        yield connection
    finally:
        connection.close()


def uri_of(path: Path) -> str:
    """How SQLite reads a database that nobody has open without leaving anything beside it."""
    uri = path.absolute().as_uri()
    # After a clean stop there is no log, and SQLite would make one only to read the file. A log
    # that a killed server left belongs to what is checked; reading it leaves it as it is.
    log = path.with_name(path.name + "-wal")
    return uri if log.exists() and log.stat().st_size else uri + "?immutable=1"
