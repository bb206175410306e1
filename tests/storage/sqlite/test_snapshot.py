"""Copies of a database in use: whole, private, without what was deleted, and not left lying."""

import asyncio
import os
import time
from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite import SqliteStore, snapshot
from heliograph.storage.sqlite.copying import copy_into
from heliograph.storage.sqlite.leap import LEAP, how_far
from support.mailboxes import NOON, delete, open_accounts, send


async def test_a_copy_is_whole_while_others_write(store: SqliteStore, path: Path) -> None:
    ada, bob = await open_accounts(store, 2)
    for number in range(50):
        await send(store, ada, bob, f"before {number}")

    async def write() -> None:
        for number in range(200):
            await send(store, ada, bob, f"meanwhile {number}")

    writing = asyncio.create_task(write())
    copies = [await store.snapshot() for _ in range(3)]
    await writing
    sizes = []
    for copy in copies:
        assert copy.stat().st_mode & 0o777 == 0o600
        assert copy.parent == path.parent
        opened = SqliteStore.open(copy, key_secret=bytes(32))
        assert list(await opened.check(whole=True)) == []
        await opened.close()
        sizes.append(snapshot.inspect(copy).tables["bodies"])
    assert 50 <= sizes[0] <= sizes[1] <= sizes[2]


async def test_a_copy_holds_nothing_that_was_deleted(store: SqliteStore) -> None:
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob, "a marked text")
    await delete(store, ada, 1)
    copy = await store.snapshot()
    assert b"a marked text" not in copy.read_bytes()


async def test_a_copy_that_is_stopped_leaves_nothing(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_STEPS_BETWEEN_LOOKS", 1)
    ada, bob = await open_accounts(store, 2)
    for number in range(300):
        await send(store, ada, bob, "x" * 500 + str(number))
    copying = asyncio.create_task(store.snapshot())
    await asyncio.sleep(0)
    await store.close()
    with pytest.raises(apsw.InterruptError):
        await copying
    assert not list(path.parent.glob("snapshot-*"))


async def test_a_copy_that_nobody_came_for_goes(store: SqliteStore) -> None:
    old, new = await store.snapshot(), await store.snapshot()
    journal = old.with_name(f"{old.name}-journal")
    journal.touch()
    hours_ago = time.time() - 2 * 3_600
    for left in (old, journal):
        os.utime(left, (hours_ago, hours_ago))
    assert await store.drop_backups(made_before=0) == 2
    assert [file.exists() for file in (old, journal, new)] == [False, False, True]


def test_a_copy_that_finds_no_room_leaves_nothing(tmp_path: Path) -> None:
    class Full:
        def execute(self, _: str, values: tuple[str]) -> None:
            Path(f"{values[0]}-journal").touch()
            raise apsw.FullError("full")

    with pytest.raises(apsw.FullError):
        copy_into(Full(), tmp_path / "copy")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_an_older_copy_leaps_further() -> None:
    assert how_far(made=NOON, now=NOON) == LEAP
    # What an account may send for long, from the first restore to the second.
    assert how_far(made=NOON, now=NOON + 60) >= how_far(made=NOON, now=NOON) + 600
    assert how_far(made=NOON, now=NOON - 60) == LEAP
