"""The fixture `stage`: a real store in a folder of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.storage.sqlite import SqliteStore
from support.stage import FakeClock, Stage


def _fail(error: BaseException) -> None:
    raise AssertionError("the store failed") from error


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    clock = FakeClock()
    store = SqliteStore.open(
        tmp_path / "store.sqlite", key_secret=bytes(32), on_fatal=_fail, now=clock.now
    )
    made = Stage(store, clock=clock)
    yield made
    await made.settle()
    await store.close()
