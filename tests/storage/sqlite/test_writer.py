"""The writer thread: batches, refusals inside them, bounds, and what close promises."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import apsw
import pytest

from heliograph.domain.errors import PeerIdInvalid, WorkerBusy
from heliograph.storage.sqlite import writer
from heliograph.storage.sqlite.checkpoint import Checkpointer
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.residue import Cleaner
from heliograph.storage.sqlite.writer import StoreFailed, Writer

Work = Callable[[apsw.Connection], int]


class Bench:
    """A writer on a table of numbers, which can be held while a queue builds up behind it."""

    def __init__(self, path: Path, **bounds: int) -> None:
        self.db = open_writer(str(path), vfs=None, synchronous="FULL")
        self.db.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER)")
        self.failures: list[BaseException] = []
        cleaner = Cleaner(str(path), vfs=None, synchronous="FULL")
        checkpointer = Checkpointer(self.db, cleaner, bound_bytes=1 << 20, erase_within_s=60)
        self.writer = Writer(
            self.db,
            checkpointer=checkpointer,
            on_fatal=self.failures.append,
            **{"queue_max": 10_000, **bounds},
        )
        self.gate = threading.Event()
        self.held = asyncio.Event()
        self.commits = 0
        self.db.set_commit_hook(self._count)

    def _count(self) -> bool:
        self.commits += 1
        return False

    def hold(self) -> asyncio.Future[bool]:
        """Keep the writer in an operation until `gate` is set."""
        loop = asyncio.get_running_loop()

        def work(db: apsw.Connection) -> bool:
            loop.call_soon_threadsafe(self.held.set)
            return self.gate.wait(10)

        return self.writer.submit(work)

    def rows(self) -> list[int]:
        return [row[0] for row in self.db.execute("SELECT n FROM t ORDER BY rowid")]


@pytest.fixture
async def bench(path: Path) -> AsyncIterator[Bench]:
    made = Bench(path, batch_operations=8)
    yield made
    made.gate.set()
    await made.writer.close()


def put(number: int) -> Work:
    def work(db: apsw.Connection) -> int:
        db.execute("INSERT INTO t VALUES (?)", (number,))
        return number

    return work


def put_and_raise(number: int, error: Exception) -> Work:
    def work(db: apsw.Connection) -> int:
        db.execute("INSERT INTO t VALUES (?)", (number,))
        raise error

    return work


async def test_what_waits_is_one_transaction_in_the_order_asked(bench: Bench) -> None:
    held = bench.hold()
    waiting = [bench.writer.submit(put(number)) for number in range(8)]
    before = bench.commits
    bench.gate.set()
    assert await asyncio.gather(held, *waiting) == [True, *range(8)]
    assert bench.rows() == list(range(8))
    assert bench.commits - before <= 2


async def test_a_refusal_in_a_batch_undoes_itself_alone(bench: Bench) -> None:
    bench.hold()
    kept = bench.writer.submit(put(1))
    refused = bench.writer.submit(put_and_raise(2, PeerIdInvalid()))
    fault = bench.writer.submit(put_and_raise(3, ZeroDivisionError()))
    also_kept = bench.writer.submit(put(4))
    bench.gate.set()
    results = await asyncio.gather(kept, refused, fault, also_kept, return_exceptions=True)
    assert [type(result) for result in results] == [int, PeerIdInvalid, ZeroDivisionError, int]
    assert bench.rows() == [1, 4]
    assert bench.failures == []


async def test_an_sql_error_is_a_fault_of_its_operation(bench: Bench) -> None:
    with pytest.raises(apsw.SQLError):
        await bench.writer.submit(lambda db: db.execute("SELECT nothing"))
    assert await bench.writer.submit(put(1)) == 1


async def test_answers_come_in_the_order_of_the_commit(bench: Bench) -> None:
    done: list[int] = []
    bench.hold()
    for number in range(30):
        future = bench.writer.submit(put(number))
        future.add_done_callback(lambda one: done.append(one.result()))
    last = bench.writer.submit(put(99))
    bench.gate.set()
    await last
    assert done == list(range(30))


async def test_bulk_waits_behind_and_takes_a_quarter_of_a_batch(bench: Bench) -> None:
    order: list[str] = []

    def note(kind: str) -> Callable[[apsw.Connection], None]:
        return lambda db: order.append(kind)

    bench.hold()
    bulk = [bench.writer.submit(note("bulk"), bulk=True) for _ in range(6)]
    interactive = [bench.writer.submit(note("now")) for _ in range(18)]
    bench.gate.set()
    await asyncio.gather(*bulk, *interactive)
    # The held operation's batch may hold some; every eight thereafter hold at most two bulk ones.
    assert order[-1] == "now" or order.count("bulk") == 6
    for start in range(len(order) - 8):
        assert order[start : start + 4].count("bulk") <= 2
    assert order.index("now") < order.index("bulk")


async def test_a_full_queue_refuses_at_once(path: Path) -> None:
    bench = Bench(path, queue_max=3)
    held = bench.hold()
    await bench.held.wait()
    for number in range(3):
        bench.writer.submit(put(number))
    with pytest.raises(WorkerBusy):
        bench.writer.submit(put(9))
    bench.gate.set()
    assert await held
    await bench.writer.close()
    assert bench.rows() == [0, 1, 2]


async def test_the_thread_asks_to_wake_promptly(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        writer, "wake_promptly", lambda: asked.append(threading.current_thread().name)
    )
    bench = Bench(path)
    await bench.writer.close()
    assert asked == ["store-writer"]


async def test_close_finishes_what_is_queued_and_then_refuses(path: Path) -> None:
    bench = Bench(path)
    bench.hold()
    waiting = [bench.writer.submit(put(n), bulk=n % 2 == 0) for n in range(6)]
    closing = asyncio.create_task(bench.writer.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreFailed):
        bench.writer.submit(put(7))
    bench.gate.set()
    await closing
    assert all(future.done() for future in waiting)
    assert sorted(bench.rows()) == list(range(6))


async def test_a_caller_that_gave_up_does_not_undo_the_change(bench: Bench) -> None:
    bench.hold()
    left = bench.writer.submit(put(1))
    stayed = bench.writer.submit(put(2))
    left.cancel()
    bench.gate.set()
    await stayed
    assert bench.rows() == [1, 2]


async def test_a_file_held_by_another_program_is_busy_not_broken(bench: Bench, path: Path) -> None:
    bench.db.set_busy_timeout(1)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WorkerBusy):
        await bench.writer.submit(put(1))
    other.execute("ROLLBACK")
    assert await bench.writer.submit(put(2)) == 2
    assert bench.failures == []


async def test_a_commit_that_fails_fails_its_batch_and_ends_the_writer(bench: Bench) -> None:
    await bench.writer.submit(put(0))
    held = bench.hold()
    waiting = [bench.writer.submit(put(number)) for number in range(1, 4)]
    # A commit hook that says no stands for a disk that does.
    bench.db.set_commit_hook(lambda: True)
    bench.gate.set()
    results = await asyncio.gather(held, *waiting, return_exceptions=True)
    assert [type(result) for result in results] == [StoreFailed] * 4
    await bench.writer.close()
    assert len(bench.failures) == 1
    with pytest.raises(StoreFailed):
        bench.writer.submit(put(5))
    assert bench.rows() == [0]


@pytest.mark.parametrize(
    "error",
    [
        apsw.IOError, apsw.FullError, apsw.CorruptError, apsw.NotADBError, apsw.NoMemError,
        apsw.ReadOnlyError, apsw.CantOpenError,
    ],
)  # fmt: skip
async def test_a_disk_that_fails_inside_an_operation_ends_the_writer(
    path: Path, error: type[apsw.Error]
) -> None:
    bench = Bench(path)
    held = bench.hold()
    waiting = [bench.writer.submit(put(1)), bench.writer.submit(put_and_raise(2, error("disk")))]
    bench.gate.set()
    results = await asyncio.gather(held, *waiting, return_exceptions=True)
    await bench.writer.close()
    assert isinstance(results[-1], StoreFailed)
    assert [type(failure) for failure in bench.failures] == [error]


async def test_a_transaction_that_sqlite_undid_ends_the_writer_by_its_cause(path: Path) -> None:
    bench = Bench(path)
    cause = ZeroDivisionError()

    def undone(db: apsw.Connection) -> None:
        db.execute("ROLLBACK")
        raise cause

    with pytest.raises(StoreFailed):
        await bench.writer.submit(undone)
    await bench.writer.close()
    assert bench.failures == [cause]
