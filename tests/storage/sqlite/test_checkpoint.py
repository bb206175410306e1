"""The write-ahead log stays near its bound, and readers do not stop it."""

from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite.checkpoint import Checkpointer
from heliograph.storage.sqlite.connection import open_reader, open_writer

PAGE = 4096
BOUND = 20 * PAGE


class Bench:
    """A checkpointer with a clock in the test's hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 0.0
        self.db = open_writer(str(path), vfs=None, synchronous="OFF")
        self.db.set_busy_timeout(1)
        self.db.execute("CREATE TABLE t (b)")
        self.checkpointer = Checkpointer(
            self.db, bound_bytes=BOUND, erase_within_s=30, clock=lambda: self.now
        )

    def write(self, pages: int) -> None:
        self.db.execute("INSERT INTO t VALUES (zeroblob(?))", (pages * PAGE,))
        self.checkpointer.run()

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
    reader = open_reader(str(bench.path), vfs=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchall()
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
    reader = apsw.Connection(str(bench.path))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchall()
    bench.checkpointer.erase_soon()
    bench.now = 30
    bench.checkpointer.run()
    assert bench.checkpointer.seconds_to_erasure() == 1
    reader.execute("COMMIT")
    bench.now = 31
    bench.checkpointer.run()
    assert bench.log_bytes == 0
