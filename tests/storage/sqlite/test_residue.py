"""Deleted rows leave no copy beside other rows, in the database or in its log."""

import asyncio
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from heliograph.storage import sqlite
from heliograph.storage.sqlite import migrate, residue
from heliograph.storage.sqlite.checkpoint import Checkpointer
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.residue import Cleaner, PythonPages, choose
from heliograph.storage.sqlite.restoring import make_ready
from heliograph.storage.sqlite.snapshot import count_rows
from support.empty_store import open_store
from support.mailboxes import NOON

native_residue = pytest.importorskip(
    "heliograph.storage.sqlite.native_residue", reason="the part in C is not built"
)

Written = Callable[[], bytes]
Rule = Callable[[bytes, int], bytes]

MARK = re.compile(rb"zq\d{6}mk")
PAGE = 4096
TABLE = "CREATE TABLE t (key INTEGER PRIMARY KEY, value TEXT)"


def marks(content: bytes) -> set[bytes]:
    return set(MARK.findall(content))


@pytest.fixture(autouse=True, params=["c", "py"])
def codec(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every store and cleaner of these tests is made with each."""
    codec: str = request.param
    monkeypatch.setenv("HELIOGRAPH_CODEC", codec)
    return codec


@pytest.fixture
def without_residue(codec: str) -> Rule:
    return (native_residue if codec == "c" else residue).without_residue


@pytest.fixture
def writer(path: Path) -> apsw.Connection:
    connection = open_writer(str(path), vfs=None, synchronous="OFF")
    connection.execute(TABLE)
    return connection


@pytest.fixture
def cleaner(path: Path, writer: apsw.Connection) -> Cleaner:
    return Cleaner(str(path), vfs=None, synchronous="OFF")


def fill(writer: apsw.Connection) -> set[bytes]:
    """Write, change and delete in such an order that pages are laid out anew; gives what stays."""
    chance, there = random.Random(1), dict[int, bytes]()
    for number in range(1_500):
        value = f"zq{number:06}mk" + "x" * chance.randint(0, 1_000)
        deed = chance.random() if number > 300 else 0
        if deed < 0.5:
            key = len(there) + number * 1_000
            writer.execute("INSERT INTO t VALUES (?, ?)", (key, value))
        else:
            key = chance.choice(list(there))
            writer.execute("UPDATE t SET value = ? WHERE key = ?", (value, key))
        there[key] = value[:10].encode()
        if deed > 0.8:
            writer.execute("DELETE FROM t WHERE key = ?", (key,))
            del there[key]
    return set(there.values())


def test_sqlite_leaves_copies_that_outlive_their_rows(
    writer: apsw.Connection, written: Written
) -> None:
    """Why there is a cleaner: if this fails one day, SQLite has no need of it any more."""
    there = fill(writer)
    writer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    assert marks(written()) > there


def test_what_the_cleaner_copies_holds_nothing_but_rows(
    writer: apsw.Connection, cleaner: Cleaner, path: Path
) -> None:
    there = fill(writer)
    kept = writer.execute("SELECT * FROM t ORDER BY key").fetchall()
    cleaner.copy_log(apsw.SQLITE_CHECKPOINT_TRUNCATE)
    assert len(MARK.findall(path.read_bytes())) == len(there)
    assert apsw.Connection(str(path)).execute("SELECT * FROM t ORDER BY key").fetchall() == kept
    assert writer.pragma("integrity_check") == "ok"


def test_copies_in_memory_are_not_written_again(
    writer: apsw.Connection, cleaner: Cleaner, written: Written
) -> None:
    now = 0.0
    checkpointer = Checkpointer(
        writer, cleaner, bound_bytes=1 << 30, erase_within_s=30, clock=lambda: now
    )
    there = fill(writer)
    checkpointer.erase_soon()
    now = 30.0
    checkpointer.run()
    assert marks(written()) == there
    # Each page comes by again, as messages come in that nothing is erased for.
    writer.execute("UPDATE t SET value = replace(value, 'x', 'y')")
    assert marks(written()) == there


def test_what_others_wrote_is_cleaned(
    writer: apsw.Connection, cleaner: Cleaner, written: Written
) -> None:
    there = fill(writer)
    writer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    cleaner.clean_all()
    assert marks(written()) == there
    assert writer.pragma("integrity_check") == "ok"


async def test_an_upgrade_cleans_what_was_there(
    path: Path, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_store(path).close()
    former = open_writer(str(path), vfs=None, synchronous="OFF")
    former.execute(TABLE)
    there = fill(former)
    former.close()
    assert marks(written()) > there
    newest = migrate.migrations()[-1][0]
    known = [*migrate.migrations(), (newest + 1, "CREATE TABLE extra (n)")]
    monkeypatch.setattr(migrate, "migrations", lambda: known)
    await open_store(path).close()
    copy = next(path.parent.glob("before-*")).read_bytes()
    assert marks(written()) == marks(copy) == there


async def test_what_is_restored_is_clean(path: Path, written: Written) -> None:
    await open_store(path).close()
    copy = open_writer(str(path), vfs=None, synchronous="OFF")
    copy.execute(TABLE)
    there, tables = fill(copy), count_rows(copy)
    copy.close()
    make_ready(path, tables=tables, made=NOON, now=NOON)
    assert marks(written()) == there


def test_readers_at_a_start_are_waited_for(writer: apsw.Connection, cleaner: Cleaner) -> None:
    """As somebody may look at the files of a server that was killed."""
    assert cleaner.connection.pragma("busy_timeout") == writer.pragma("busy_timeout") > 0


def page(kind: int, rows: int, begin: int, *, header: int = 0) -> bytes:
    """Full of rubbish but for what says where the rows lie."""
    said = bytes((kind, 0, 0)) + rows.to_bytes(2, "big") + begin.to_bytes(2, "big")
    return (b"z" * header + said).ljust(PAGE, b"r")


@pytest.mark.parametrize(
    ("content", "offset", "cleaned"),
    [
        (page(13, 10, 4000), PAGE, range(28, 4000)),
        (page(10, 0, 4096), PAGE, range(8, 4096)),
        (page(5, 10, 4000), PAGE, range(32, 4000)),
        (page(2, 3, 100), PAGE, range(18, 100)),
        (page(13, 10, 4000, header=100), 0, range(128, 4000)),
        # Of other kinds, full, or no page at all.
        (page(0, 10, 4000), PAGE, range(0)),
        (page(13, 10, 28), PAGE, range(0)),
        (page(13, 2_000, 4000), PAGE, range(0)),
        (page(13, 10, 5_000), PAGE, range(0)),
        (page(13, 10, 0), PAGE, range(0)),
    ],
)
def test_only_what_lies_between_list_and_rows_is_overwritten(
    content: bytes, offset: int, cleaned: range, without_residue: Rule
) -> None:
    made = without_residue(content, offset)
    assert {at for at in range(PAGE) if made[at] != content[at]} == set(cleaned)
    assert not any(made[at] for at in cleaned)
    assert without_residue(made, offset) is made


def test_c_and_python_clean_the_same(without_residue: Rule) -> None:
    chance = random.Random(2)
    for size in (512, PAGE, 65_536):
        for _ in range(500):
            content = bytearray(chance.randbytes(size))
            for header in (0, 100):
                content[header] = chance.choice([0, 2, 5, 10, 13, 14])
                content[header + 3] = chance.randrange(3)
                content[header + 5] = chance.randrange(size // 256 + 1) % 256
            for offset in (0, size):
                expected = residue.without_residue(bytes(content), offset)
                assert without_residue(bytes(content), offset) == expected


def test_the_codec_says_what_cleans(path: Path, codec: str) -> None:
    cleaner = Cleaner(str(path), vfs=None, synchronous="OFF")
    assert type(cleaner._pages) is (native_residue.NativePages if codec == "c" else PythonPages)
    cleaner.close()


def test_without_the_part_in_c_python_cleans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sqlite, "_files")
    monkeypatch.setitem(sys.modules, "heliograph.storage.sqlite._files", None)
    monkeypatch.delenv("HELIOGRAPH_CODEC")
    assert choose() is PythonPages
    monkeypatch.setenv("HELIOGRAPH_CODEC", "c")
    with pytest.raises(ImportError):
        choose()


def test_a_file_that_cannot_be_read_is_not_called_clean(
    path: Path, writer: apsw.Connection, written: Written
) -> None:
    there = fill(writer)
    writer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    pages = native_residue.NativePages(str(path), vfs=None)
    with pytest.raises(apsw.IOError):
        pages.clean(path.stat().st_size // PAGE + 1, PAGE)
    pages.close()
    assert marks(written()) == there


def test_only_an_attached_connection_is_told_to_clean(writer: apsw.Connection) -> None:
    with pytest.raises(RuntimeError, match="does not clean"):
        native_residue._files.allow_cleaning(writer, True)
    with pytest.raises(RuntimeError, match="does not clean"):
        native_residue._files.clean_all(writer, 1, PAGE)
    with pytest.raises(RuntimeError, match="which file"):
        native_residue._files.clean_pages(apsw.Connection(""))


def test_nothing_is_cleaned_where_pages_may_be_mistaken(
    writer: apsw.Connection, cleaner: Cleaner, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a database of 128 GiB the number of a page may look like the kind of one."""
    there = fill(writer)
    monkeypatch.setattr(residue, "UNMISTAKABLE_PAGES", 3)
    cleaner.copy_log(apsw.SQLITE_CHECKPOINT_TRUNCATE)
    cleaner.clean_all()
    assert marks(written()) > there


async def test_a_store_that_runs_keeps_nothing_but_rows(path: Path, written: Written) -> None:
    store = open_store(path, erase_within_s=0.01)

    def work(connection: apsw.Connection) -> set[bytes]:
        connection.execute(TABLE)
        return fill(connection)

    there = await store._change(work)
    for _ in range(300):
        if marks(written()) == there:
            break
        await asyncio.sleep(0.01)
    assert marks(written()) == there
    await store.close()
