"""The fixture `stage`: a real store in a folder of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.empty_store import open_store
from support.fakes import FakeClock
from support.stage import Stage


def _fail(error: BaseException) -> None:
    raise AssertionError("the store failed") from error


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    clock = FakeClock()
    store = open_store(tmp_path / "store.sqlite", on_fatal=_fail, now=clock.now)
    made = Stage(store, folder=tmp_path, clock=clock)
    yield made
    await made.settle()
    await store.close()
