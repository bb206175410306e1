"""Stores that are empty and migrated already: a copy each of one file, which is made once a run.

All migrations together take fifteen times as long as opening what they made. What migrating does
is tested in `tests/storage/sqlite/test_migrations.py`, and on servers that begin with nothing.
"""

import functools
import os
import tempfile
from pathlib import Path
from typing import Any

from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.migrate import migrate


def open_store(path: Path, **options: Any) -> SqliteStore:
    """As `SqliteStore.open` with the tests' key; what is not there yet is laid there empty."""
    if not path.exists():
        lay_empty_store(path)
    return SqliteStore.open(path, key_secret=bytes(32), **options)


def lay_empty_store(path: Path) -> None:
    """Write a new file that is a store of the newest version."""
    file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(file, "wb") as store:
        store.write(migrated())


@functools.cache
def migrated() -> bytes:
    """The file of a store in which nothing is yet."""
    with tempfile.TemporaryDirectory(prefix="heliograph-empty-") as folder:
        path = Path(folder) / "store.sqlite"
        connection = open_writer(str(path), vfs=None, synchronous="OFF")
        migrate(connection, backup_folder=None)
        # The last to leave empties the log into it.
        connection.close()
        return path.read_bytes()
