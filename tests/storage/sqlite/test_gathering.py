"""The log written in larger pieces: nobody sees less of a commit, and nothing of it is lost."""

import itertools
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite.connection import open_reader, open_writer
from support.powercut.recording import Recording, Written
from support.powercut.vfs import Fault, RecordingVFS

pytest.importorskip("heliograph.storage.sqlite._files", reason="the part in C is not built")

PAGE = 4096
_serial = itertools.count()


@pytest.fixture(params=["c", "py"])
def codec(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    codec: str = request.param
    monkeypatch.setenv("HELIOGRAPH_CODEC", codec)
    return codec


@pytest.fixture
def vfs() -> Iterator[RecordingVFS]:
    made = RecordingVFS(f"gathering-{next(_serial)}", Recording())
    yield made
    made.unregister()


def opened(
    path: Path, *, synchronous: str = "FULL", vfs: RecordingVFS | None = None
) -> apsw.Connection:
    db = open_writer(str(path), vfs=vfs.name if vfs else None, synchronous=synchronous)
    db.execute("CREATE TABLE t (key INTEGER PRIMARY KEY, value BLOB)")
    return db


def rows_after_a_kill(path: Path, folder: Path) -> int:
    """How many rows the files hold as they lie there now."""
    folder.mkdir(exist_ok=True)
    for name in (path.name, f"{path.name}-wal"):
        shutil.copy(path.with_name(name), folder / name)
    (folder / f"{path.name}-shm").unlink(missing_ok=True)
    db = apsw.Connection(str(folder / path.name))
    count: int = db.execute("SELECT count(*) FROM t").fetchone()[0]
    assert db.pragma("integrity_check") == "ok"
    db.close()
    return count


def test_a_commit_is_written_in_few_pieces(
    path: Path, vfs: RecordingVFS, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELIOGRAPH_CODEC", "c")
    db = opened(path, vfs=vfs)
    before = len(vfs.recording.events)
    db.execute("INSERT INTO t VALUES (1, zeroblob(?))", (100 * PAGE,))
    pieces = [event for event in vfs.recording.events[before:] if isinstance(event, Written)]
    assert sum(len(piece.data) for piece in pieces) > 100 * PAGE
    assert len(pieces) <= 100 * PAGE // 60_000 + 2
    db.close()


@pytest.mark.parametrize("synchronous", ["FULL", "OFF"])
def test_what_is_committed_lies_in_the_file(path: Path, codec: str, synchronous: str) -> None:
    chance = random.Random(3)
    db = opened(path, synchronous=synchronous)
    reader = open_reader(str(path), vfs=None)
    for number in range(1, 40):
        db.execute("INSERT INTO t VALUES (?, zeroblob(?))", (number, chance.choice((9, 70_000))))
        assert rows_after_a_kill(path, path.parent / "copy") == number
        assert reader.execute("SELECT count(*) FROM t").fetchone()[0] == number
        if number % 13 == 0:
            db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_RESTART)
    db.close()


def test_what_a_transaction_had_no_memory_for_is_read_back(path: Path, codec: str) -> None:
    db = opened(path)
    db.pragma("cache_size", 10)
    chance = random.Random(4)
    kept: dict[int, bytes] = {}
    for attempt in range(6):
        wanted = dict(kept)
        db.execute("BEGIN")
        for _ in range(150):
            key, value = chance.randrange(200), chance.randbytes(chance.randrange(3_000))
            db.execute("INSERT OR REPLACE INTO t VALUES (?, ?)", (key, value))
            wanted[key] = value
        assert dict(db.execute("SELECT * FROM t")) == wanted
        if attempt % 2:
            db.execute("ROLLBACK")
        else:
            db.execute("COMMIT")
            kept = wanted
        assert dict(open_reader(str(path), vfs=None).execute("SELECT * FROM t")) == kept
    assert rows_after_a_kill(path, path.parent / "copy") == len(kept)
    db.close()


@pytest.mark.parametrize("kind", ["write", "sync"])
@pytest.mark.parametrize("error", [apsw.FullError, apsw.IOError])
def test_a_commit_that_cannot_be_written_fails(
    path: Path, vfs: RecordingVFS, codec: str, kind: str, error: type[apsw.Error]
) -> None:
    db = opened(path, vfs=vfs)
    db.execute("INSERT INTO t VALUES (1, zeroblob(9))")
    vfs.fault = Fault(kind, error, passes=0, ending="-wal")
    with pytest.raises(error):
        db.execute("INSERT INTO t VALUES (2, zeroblob(100000))")
    assert vfs.fault.hits > 0
    assert open_reader(str(path), vfs=None).execute("SELECT key FROM t").fetchall() == [(1,)]
    vfs.fault = None
    db.execute("INSERT INTO t VALUES (3, zeroblob(100000))")
    assert rows_after_a_kill(path, path.parent / "copy") == 2
    db.close()


def test_what_was_rolled_back_is_not_written_when_the_log_closes(
    path: Path, vfs: RecordingVFS, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By then another connection may have committed at that place."""
    monkeypatch.setenv("HELIOGRAPH_CODEC", "c")
    db = opened(path, vfs=vfs)
    # The log stays while somebody reads.
    reader = open_reader(str(path), vfs=None)
    assert reader.execute("SELECT count(*) FROM t").fetchall() == [(0,)]
    # Else undoing reads pages from the log, and with that they are written.
    db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    db.pragma("cache_size", 10)
    db.execute("BEGIN")
    db.execute("INSERT INTO t VALUES (1, zeroblob(?))", (40 * PAGE,))
    db.execute("ROLLBACK")
    before = len(vfs.recording.events)
    db.close()
    assert not [event for event in vfs.recording.events[before:] if isinstance(event, Written)]
    reader.close()


def test_a_transaction_that_lost_a_page_ends(path: Path, vfs: RecordingVFS, codec: str) -> None:
    db = opened(path, vfs=vfs)
    db.pragma("cache_size", 10)
    db.execute("BEGIN")
    for key in range(60):
        db.execute("INSERT INTO t VALUES (?, zeroblob(3000))", (key,))
    vfs.fault = Fault("write", apsw.FullError, passes=0, ending="-wal")
    with pytest.raises((apsw.IOError, apsw.FullError)):
        db.execute("UPDATE t SET value = zeroblob(2999)")
    assert vfs.fault.hits > 0
    vfs.fault = None
    assert not db.in_transaction
    assert db.execute("SELECT count(*) FROM t").fetchall() == [(0,)]
    db.close()


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL", "OFF"])
def test_a_commit_that_wrote_pages_twice_lies_in_the_file(
    path: Path, codec: str, synchronous: str
) -> None:
    """At its end SQLite writes the headers of its frames anew, without their pages."""
    db = opened(path, synchronous=synchronous)
    db.pragma("cache_size", 10)
    db.execute("BEGIN")
    for key in range(60):
        db.execute("INSERT INTO t VALUES (?, zeroblob(3000))", (key,))
    db.execute("UPDATE t SET value = zeroblob(2999)")
    db.execute("COMMIT")
    assert rows_after_a_kill(path, path.parent / "copy") == 60
    db.close()
