"""A stage on which what was deleted leaves the store's log at once, for tests that look for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from support.empty_store import open_store
from support.fakes import FakeClock
from support.stage import Stage


def _fail(error: BaseException) -> None:
    raise AssertionError("the store failed") from error


@asynccontextmanager
async def erasing_stage(folder: Path) -> AsyncIterator[Stage]:
    """With its store in a folder, closed behind it."""
    clock = FakeClock()
    store = open_store(folder / "store.sqlite", on_fatal=_fail, now=clock.now, erase_within_s=0.01)
    made = Stage(store, folder=folder, clock=clock)
    yield made
    await made.settle()
    await store.close()
