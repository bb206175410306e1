"""Every store that exists, each empty and new."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.ports.store import Store
from heliograph.storage.sqlite import SqliteStore
from support.mailboxes import open_accounts


@pytest.fixture(params=["sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = SqliteStore.open(tmp_path / "store.sqlite", key_secret=bytes(32))
    yield opened
    problems = await opened.check(whole=True)
    await opened.close()
    assert list(problems) == []


@pytest.fixture
async def people(store: Store) -> list[int]:
    """Three accounts: the tests call them ada, bob and cyd."""
    return await open_accounts(store, 3)
