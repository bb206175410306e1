"""Every store that exists, each empty and new."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.ports.store import Store
from heliograph.storage.sqlite import SqliteStore
from support.empty_store import open_store as open_sqlite
from support.mailboxes import open_accounts

Opener = Callable[..., Any]


def _open_sqlite(folder: Path, **for_tests: str) -> SqliteStore:
    return open_sqlite(folder / "store.sqlite", **for_tests)


@pytest.fixture(params=[_open_sqlite], ids=["sqlite"])
def open_store(request: pytest.FixtureRequest) -> Opener:
    """Opens a store in an empty folder; needs a running event loop."""
    opener: Opener = request.param
    return opener


@pytest.fixture
async def store(open_store: Opener, tmp_path: Path) -> AsyncIterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    problems = await opened.check(whole=True)
    await opened.close()
    assert list(problems) == []


@pytest.fixture
async def people(store: Store) -> list[int]:
    """Three accounts: the tests call them ada, bob and cyd."""
    return await open_accounts(store, 3)


@pytest.fixture
def connection(store: Store, tmp_path: Path) -> Callable[[str], Any]:
    """Runs SQL on the store's file, past the store: for what the database itself forbids."""
    opened = apsw.Connection(str(tmp_path / "store.sqlite"))
    opened.pragma("foreign_keys", "ON")
    opened.setbusytimeout(5_000)
    return lambda statement: opened.execute(statement).fetchall()
