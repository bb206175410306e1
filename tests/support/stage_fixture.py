"""The fixture `stage`: a real store in a folder of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.storage.sqlite import SqliteStore
from support.stage import Stage


def _fail(error: BaseException) -> None:
    raise AssertionError("the store failed") from error


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    store = SqliteStore.open(tmp_path / "store.sqlite", key_secret=bytes(32), on_fatal=_fail)
    made = Stage(store)
    yield made
    await made.settle()
    await store.close()
