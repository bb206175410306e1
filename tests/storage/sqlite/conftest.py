"""A SQLite store in an empty folder, and ways to look into its file."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.connection import know_time
from heliograph.storage.sqlite.search_index import know_words
from heliograph.storage.sqlite.word_hiding import WordHider
from support.empty_store import open_store

Opener = Callable[..., SqliteStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    opened = open_store(path)
    yield opened
    await opened.close()


@pytest.fixture
def written(path: Path) -> Callable[[], bytes]:
    """Everything that lies in the database and beside it, as bytes."""

    def read() -> bytes:
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))

    return read


@pytest.fixture
def connection(path: Path, store: SqliteStore) -> apsw.Connection:
    """A second connection to the open store's file; it may change messages, too."""
    second = apsw.Connection(str(path))
    know_words(second, WordHider(bytes(32)))
    know_time(second, lambda: 0)
    return second
