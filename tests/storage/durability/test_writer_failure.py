"""The writer's last moments: whoever waits for it hears that it failed."""

import asyncio
import queue
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.storage.sqlite.writer import Operation, StoreFailed, Writer
from support.powercut.disk import disk_at, write_image
from support.powercut.runs import DATABASE, just_before_syncs_of_the_log, open_store, record_run


def broken_disk(_: apsw.Connection) -> None:
    raise apsw.IOError("broken")


class DyingQueue:
    """A writer's queue; just before something is put in, the writer fails and its thread ends."""

    def __init__(self, writer: Writer) -> None:
        self._queue: queue.SimpleQueue[Operation | None] = writer._interactive
        self._thread = writer._thread

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queue, name)

    def put(self, operation: Operation | None) -> None:
        if self._thread.is_alive():
            future = asyncio.get_running_loop().create_future()
            future.add_done_callback(lambda done: done.exception())
            self._queue.put(Operation(broken_disk, future, size_bytes=1, erases=False))
            self._thread.join(5)
        self._queue.put(operation)


async def test_an_operation_queued_as_the_writer_dies_is_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths: list[BaseException] = []
    store = open_store(folder, on_fatal=deaths.append)
    writer = store._engine.writer
    monkeypatch.setattr(writer, "_interactive", DyingQueue(writer))
    async with asyncio.timeout(5):
        with pytest.raises(StoreFailed):
            await store.add_account(phone="99966", first_name="Late", last_name="", date=1)
        with pytest.raises(StoreFailed):
            await store.add_account(phone="99967", first_name="Later", last_name="", date=1)
        assert [type(death) for death in deaths] == [apsw.IOError]
        await store.close()


async def test_a_caller_that_gave_up_does_not_stop_the_others(folder: Path) -> None:
    store = open_store(folder)
    given_up = asyncio.create_task(
        store.add_account(phone="99966", first_name="Gone", last_name="", date=1)
    )
    await asyncio.sleep(0)
    given_up.cancel()
    account = await store.add_account(phone="99967", first_name="Here", last_name="", date=1)
    assert await store.account(account.id) == account
    # What was asked for happens all the same: only its caller does not hear of it.
    assert await store.account_by_phone("99966") is not None
    await store.close()


async def test_closing_finishes_what_is_queued(folder: Path) -> None:
    store = open_store(folder)
    waiting = [
        asyncio.create_task(
            store.add_account(phone=f"9996{number}", first_name="One", last_name="", date=1)
        )
        for number in range(100)
    ]
    await asyncio.sleep(0)
    await store.close()
    accounts = await asyncio.gather(*waiting)
    again = open_store(folder)
    assert [a.id for a in await again.accounts(after_id=0, limit=1000)] == [a.id for a in accounts]
    await again.close()


async def test_a_store_opens_while_somebody_reads_the_log_of_a_killed_one(folder: Path) -> None:
    ledger = await record_run(folder)
    point = just_before_syncs_of_the_log(ledger)[-1]
    write_image(disk_at(ledger.recording, point).current(), folder / "killed")
    with closing(apsw.Connection(str(folder / "killed" / DATABASE))) as backup:
        reading = backup.execute("SELECT * FROM accounts")
        next(reading)
        store = open_store(folder / "killed")
        assert await store.accounts(after_id=0, limit=1)
        reading.close()
        await store.close()
