"""What is kept long enough goes, again and again, whatever fails meanwhile."""

import asyncio
import contextlib

import pytest

from heliograph.config import Limits
from heliograph.server import housekeeping
from heliograph.server.clock import SystemClock
from heliograph.storage.sqlite.pruning import Keep

NOW = 1_800_000_000


class Store:
    """Counts down what there is to prune; fails once in between."""

    def __init__(self) -> None:
        self.answers: list[int | Exception] = [3, 1, 0, RuntimeError("once"), 2, 0]
        self.kept: list[Keep] = []
        self.backups_before: list[int] = []
        self.done = asyncio.Event()

    async def prune(self, keep: Keep) -> int:
        self.kept.append(keep)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def drop_backups(self, *, made_before: int) -> None:
        self.backups_before.append(made_before)
        if not self.answers:
            self.done.set()


async def test_store_is_pruned_until_nothing_is_left_and_again_after_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(housekeeping, "_EVERY_S", 0)
    store, limits = Store(), Limits()
    work = housekeeping.keep_house(store, SystemClock(lambda: NOW), limits)  # type: ignore[arg-type]
    task = asyncio.create_task(work)
    async with asyncio.timeout(5):
        await store.done.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert len(store.kept) == 6
    assert store.backups_before == [NOW - limits.migration_backup_keep_s] * 2
    keep = store.kept[0]
    assert keep.sends_after == NOW - limits.random_id_keep_s
    assert keep.unused_keys_after == NOW - limits.unused_key_lifetime_s
    assert keep.codes_after == NOW - 86_400
    assert keep.logged_after == NOW - limits.log_private_keep_s


class Written:
    """Messages that wait for the index; reading of them fails once."""

    def __init__(self, waiting: int = 250) -> None:
        self.waiting = waiting
        self.steps: list[int] = []
        self.failed = False
        self.done = asyncio.Event()

    async def unindexed(self) -> int:
        if not self.waiting:
            self.done.set()
            # Like the real one it lets others run.
            await asyncio.sleep(0)
        return self.waiting

    async def index_messages(self, *, at_most: int) -> int:
        if self.steps and not self.failed:
            self.failed = True
            raise RuntimeError("once")
        self.steps.append(min(at_most, self.waiting))
        self.waiting -= self.steps[-1]
        return self.steps[-1]


@pytest.mark.parametrize(
    ("waiting", "steps"),
    [(30, [20, 10]), (250, [25, *[22] * 10, 5]), (2_000, [100] * 20)],
    ids=["few", "some", "many"],
)
async def test_messages_are_indexed_until_none_is_left_and_again_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, waiting: int, steps: list[int]
) -> None:
    monkeypatch.setattr(housekeeping, "_INDEX_EVERY_S", 0)
    store = Written(waiting)
    task = asyncio.create_task(housekeeping.keep_index(store))  # type: ignore[arg-type]
    async with asyncio.timeout(5):
        await store.done.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert store.steps == steps
