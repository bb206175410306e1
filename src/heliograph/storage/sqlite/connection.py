"""Opening SQLite the one way this store trusts it."""

import time
from collections.abc import Callable, Mapping

import apsw

from heliograph.storage.sqlite import native
from heliograph.storage.sqlite.safety.held_numbers import know_numbers
from heliograph.storage.sqlite.search_index import know_words
from heliograph.storage.sqlite.word_hiding import WordHider

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL database when a checkpoint races a commit.

https://www.sqlite.org/releaselog/3_51_3.html
"""

BUSY_TIMEOUT_MS = 2_000
_CACHED_STATEMENTS = 256
_CACHE_KIB = 65_536


class UnusableSqlite(RuntimeError):
    """The SQLite library is not one this store may run on; the text says what to install."""


def check_sqlite(version: str | None = None) -> None:
    """Raise UnusableSqlite if the linked library is older than the oldest safe one."""
    version = version or apsw.sqlite_lib_version()
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise UnusableSqlite(
            f"SQLite {version} is older than {oldest} and can lose data; "
            "install apsw from PyPI, whose wheels bring their own SQLite"
        )


def machine_now() -> int:
    """The machine's Unix seconds, for stores that are told no other clock."""
    return int(time.time())


def know_time(connection: apsw.Connection, now: Callable[[], int]) -> None:
    """Give statements `domain_now()`: what a viewer may see of somebody depends on the hour."""
    connection.create_scalar_function("domain_now", lambda *_: now(), 0)


def open_writer(
    path: str,
    *,
    vfs: str | None,
    synchronous: str,
    now: Callable[[], int] = machine_now,
    key_secret: bytes = bytes(32),
    inspect: Callable[[apsw.Connection], object] = bool,
) -> apsw.Connection:
    """The one connection that writes. It alone checkpoints, and only when told to.

    Whoever deletes or edits messages by it must give the store's `key_secret`.

    `inspect` may read the file and raise before anything of it, its log included, is changed.
    """
    connection = apsw.Connection(path, vfs=vfs, statementcachesize=_CACHED_STATEMENTS)
    try:
        # Else closing the connection would copy the log of a file that is refused.
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        inspect(connection)
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
        know_time(connection, now)
        know_words(connection, WordHider(key_secret))
        know_numbers(connection, key_secret)
        _prepare_writer(connection, synchronous=synchronous)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare_writer(connection: apsw.Connection, *, synchronous: str) -> None:
    mode = connection.pragma("journal_mode", "wal")
    if mode != "wal":
        raise UnusableSqlite(f"the store needs a write-ahead log, but SQLite answered {mode!r}")
    if synchronous == "FULL":
        # Otherwise nothing tells the end of a commit whose pages were written twice.
        native.gather_log(connection)
    _set(
        connection,
        {
            "synchronous": synchronous,
            "wal_autocheckpoint": 0,
            "secure_delete": "ON",
            "foreign_keys": "ON",
            # What a savepoint may have to undo would otherwise be written to a file in /var/tmp,
            # message text included: 30 µs a message, and nothing would ever erase it.
            "temp_store": "MEMORY",
        },
    )


def open_reader(
    path: str, *, vfs: str | None, now: Callable[[], int] = machine_now
) -> apsw.Connection:
    """A connection that cannot write, for one reader thread or a check."""
    connection = apsw.Connection(
        path,
        flags=apsw.SQLITE_OPEN_READONLY,
        vfs=vfs,
        statementcachesize=_CACHED_STATEMENTS,
    )
    know_time(connection, now)
    _set(connection, {"query_only": "ON"})
    return connection


def _set(connection: apsw.Connection, pragmas: Mapping[str, str | int]) -> None:
    connection.set_busy_timeout(BUSY_TIMEOUT_MS)
    # Without it this build of SQLite (STAT4) plans a statement anew whenever values are bound:
    # the ten-table read before a send took 44 µs instead of 6.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    # A mapped file turns an I/O error into a signal that ends the process without a word.
    for name, value in {**pragmas, "mmap_size": 0, "cache_size": -_CACHE_KIB}.items():
        connection.pragma(name, value)
