"""The write-ahead log stays near its bound, and readers do not stop it."""

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite.checkpoint import Checkpointer
from heliograph.storage.sqlite.connection import open_reader, open_writer
from heliograph.storage.sqlite.residue import Cleaner

PAGE = 4096
BOUND = 20 * PAGE


class Bench:
    """A checkpointer with a clock in the test's hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 0.0
        self.db = open_writer(str(path), vfs=None, synchronous="OFF")
        self.waits = 0
        self.while_waiting: Callable[[], object] = int
        self.db.execute("CREATE TABLE t (b)")
        self.checkpointer = Checkpointer(
            self.db,
            Cleaner(str(path), vfs=None, synchronous="OFF"),
            bound_bytes=BOUND,
            erase_within_s=30,
            clock=lambda: self.now,
            sleep=self._wait,
        )

    def _wait(self, seconds: float) -> None:
        self.waits += 1
        self.while_waiting()

    def commit(self, pages: int) -> None:
        self.db.execute("INSERT INTO t VALUES (zeroblob(?))", (pages * PAGE,))

    def write(self, pages: int) -> None:
        self.commit(pages)
        self.checkpointer.run()

    def look(self) -> apsw.Connection:
        """A reader that keeps the snapshot of this moment."""
        reader = open_reader(str(self.path), vfs=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM t").fetchall()
        return reader

    @property
    def log_bytes(self) -> int:
        return Path(f"{self.path}-wal").stat().st_size


@pytest.fixture
def bench(path: Path) -> Bench:
    return Bench(path)


def test_the_log_is_begun_anew_when_it_reaches_its_bound(bench: Bench) -> None:
    for _ in range(100):
        bench.write(5)
    assert bench.log_bytes < 2 * BOUND


def test_a_reader_makes_the_log_grow_only_until_it_ends(bench: Bench) -> None:
    bench.write(1)
    reader = bench.look()
    for _ in range(30):
        bench.write(5)
    grown = bench.log_bytes
    assert grown > 4 * BOUND
    reader.execute("COMMIT")
    for _ in range(60):
        bench.write(5)
    assert bench.log_bytes <= grown + 2 * BOUND


def test_erased_text_leaves_the_log_when_its_time_has_come(bench: Bench) -> None:
    bench.write(1)
    bench.checkpointer.erase_soon()
    bench.now = 10
    bench.checkpointer.erase_soon()
    assert bench.checkpointer.seconds_to_erasure() == 20
    bench.checkpointer.run()
    assert bench.log_bytes > 0
    bench.now = 30
    bench.checkpointer.run()
    assert bench.log_bytes == 0
    assert bench.checkpointer.seconds_to_erasure() is None


def test_erasure_waits_for_a_reader_and_asks_again(bench: Bench) -> None:
    bench.write(1)
    reader = bench.look()
    bench.checkpointer.erase_soon()
    bench.now = 30
    bench.checkpointer.run()
    assert bench.checkpointer.seconds_to_erasure() == 1
    reader.execute("COMMIT")
    bench.now = 31
    assert bench.checkpointer.erasure_lag_s() == 31
    bench.checkpointer.run()
    assert bench.log_bytes == 0
    assert bench.checkpointer.erasure_lag_s() == 0


def test_erasure_asks_less_often_the_longer_a_reader_stays(bench: Bench) -> None:
    bench.write(1)
    reader = bench.look()
    bench.checkpointer.erase_soon()
    bench.now = 30
    waited = []
    for _ in range(6):
        bench.checkpointer.run()
        wait_s = bench.checkpointer.seconds_to_erasure()
        assert wait_s is not None
        waited.append(wait_s)
        bench.now += wait_s
    assert waited == [1, 2, 4, 8, 8, 8]
    reader.close()
    bench.checkpointer.run()
    assert bench.log_bytes == 0


def test_an_old_snapshot_is_not_waited_for(bench: Bench) -> None:
    bench.write(1)
    reader = bench.look()
    for _ in range(60):
        bench.write(5)
    bench.checkpointer.erase_soon()
    for now in range(30, 40):
        bench.now = now
        bench.checkpointer.run()
    assert bench.waits == 0
    reader.close()
    bench.now = 45
    bench.checkpointer.run()
    assert bench.log_bytes == 0


def test_a_snapshot_of_this_moment_costs_the_writer_milliseconds(bench: Bench) -> None:
    bench.write(1)
    patience_ms = bench.db.pragma("busy_timeout")
    reader = bench.look()
    bench.checkpointer.erase_soon()
    bench.now = 30
    bench.checkpointer.run()
    assert 0 < bench.waits <= 25
    assert bench.db.pragma("busy_timeout") == patience_ms
    reader.close()


def test_a_long_log_that_always_has_a_reader_waits_for_it_to_end(bench: Bench) -> None:
    """Each reader begins before the one before it ends: no commit ever finds the log unread."""
    bench.write(1)
    readers = [bench.look()]
    bench.while_waiting = lambda: readers[0].close()
    for _ in range(100):
        bench.commit(5)
        readers.append(bench.look())
        readers.pop(0).close()
        bench.checkpointer.run()
    assert bench.waits > 0
    assert bench.log_bytes < 6 * BOUND
