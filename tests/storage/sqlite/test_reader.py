"""The reader threads: one snapshot per question, and nobody waits behind a long one."""

import asyncio
import threading
from functools import partial
from pathlib import Path

import apsw
import pytest

from heliograph.domain.errors import WorkerBusy
from heliograph.storage.sqlite import SqliteStore, integrity
from heliograph.storage.sqlite.connection import open_reader
from heliograph.storage.sqlite.engine import READERS
from heliograph.storage.sqlite.reader import Reader
from heliograph.storage.sqlite.writer import Operation, Outcome, Writer
from support.empty_store import open_store
from support.mailboxes import open_accounts, send

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


class Gate:
    """Holds a thread until it is opened, and tells the loop that somebody stands before it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.reached = asyncio.Event()
        self.opened = threading.Event()

    def hold(self, db: apsw.Connection, **_: object) -> list[str]:
        self._loop.call_soon_threadsafe(self.reached.set)
        assert self.opened.wait(10)
        return []


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


async def test_reads_are_answered_while_the_store_is_checked(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ada,) = await open_accounts(store, 1)
    gate = Gate()
    monkeypatch.setattr(integrity, "check", gate.hold)
    checks = [asyncio.create_task(store.check()) for _ in range(3)]
    await gate.reached.wait()
    async with asyncio.timeout(5):
        for _ in range(10):
            await store.state(ada)
    assert not any(check.done() for check in checks)
    gate.opened.set()
    assert await asyncio.gather(*checks) == [[], [], []]
    assert "store-examination" not in _threads()


async def test_a_dialog_shows_a_message_only_when_its_writer_was_told(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = await open_accounts(store, 2)
    before = (await store.state(ada)).pts
    gate = Gate()
    happened: list[str] = []
    commit = Writer._commit

    def commit_and_say_nothing(writer: Writer, batch: list[Operation]) -> list[Outcome]:
        outcomes = commit(writer, batch)
        gate.hold(writer._connection)
        return outcomes

    async def write() -> None:
        await send(store, bob, ada)
        happened.append("told")

    async def look() -> None:
        (dialog,) = (await store.dialogs_of(ada, [bob])).dialogs
        happened.append(f"{dialog.unread} shown")

    monkeypatch.setattr(Writer, "_commit", commit_and_say_nothing)
    writing = asyncio.create_task(write())
    await gate.reached.wait()
    looking = asyncio.create_task(look())
    await asyncio.sleep(0)
    further = asyncio.create_task(write())
    # Readers see it already.
    states = [await store.state(ada) for _ in range(READERS)]
    early = [*happened]
    gate.opened.set()
    await asyncio.gather(writing, looking, further)
    assert {state.pts for state in states} == {before + 1}
    assert early == []
    assert happened == ["told", "1 shown", "told"]


async def test_a_check_that_is_given_up_stops(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    gate.opened.set()

    def endless(db: apsw.Connection, **_: object) -> None:
        gate.hold(db)
        db.execute(ENDLESS).fetchall()

    monkeypatch.setattr(integrity, "check", endless)
    check = asyncio.create_task(store.check())
    await gate.reached.wait()
    check.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await check
    assert "store-examination" not in _threads()


async def test_closing_the_store_stops_a_check(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(path)
    gate = Gate()
    gate.opened.set()

    def endless(db: apsw.Connection, **_: object) -> None:
        gate.hold(db)
        db.execute(ENDLESS).fetchall()

    monkeypatch.setattr(integrity, "check", endless)
    check = asyncio.create_task(store.check())
    await gate.reached.wait()
    async with asyncio.timeout(10):
        await store.close()
        with pytest.raises(apsw.InterruptError):
            await check


async def test_a_slow_question_holds_up_no_other(store: SqliteStore) -> None:
    (ada,) = await open_accounts(store, 1)
    gate = Gate()
    slow = asyncio.create_task(store._engine.ask(gate.hold))
    await gate.reached.wait()
    async with asyncio.timeout(5):
        for _ in range(10):
            await store.state(ada)
    gate.opened.set()
    await slow


async def test_a_full_reader_refuses_at_once(path: Path, store: SqliteStore) -> None:
    gate = Gate()
    reader = Reader(open_reader(str(path), vfs=None), name="one", queue_max=2)
    held = [reader.ask(gate.hold), reader.ask(gate.hold)]
    with pytest.raises(WorkerBusy):
        reader.ask(gate.hold)
    gate.opened.set()
    await asyncio.gather(*held)
    await reader.close()


async def test_a_question_sees_one_snapshot(store: SqliteStore) -> None:
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob)
    gate = Gate()

    def look(db: apsw.Connection) -> tuple[int, int]:
        count = partial(db.execute, "SELECT count(*) FROM bodies")
        before = count().get
        gate.hold(db)
        return before, count().get

    looking = asyncio.create_task(store._engine.ask(look))
    await gate.reached.wait()
    await send(store, ada, bob)
    gate.opened.set()
    assert await looking == (1, 1)
