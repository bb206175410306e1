"""Content is there before a file is made of it, and its bytes go once no file is."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from heliograph.actions import blobs as blob_actions
from heliograph.actions.app import App
from heliograph.actions.blobs import (
    drop_old_contents,
    keep_blob,
    keep_bytes,
    remove_unheld_blobs,
    remove_unknown_blobs,
)
from heliograph.domain.blobs import BlobState, BlobTotals
from heliograph.domain.errors import WorkerBusy
from heliograph.ports.blobs import BlobMissing
from heliograph.storage.blobs import FolderObjects, PlainBlobs
from support.contents import put_content
from support.fakes import START
from support.stage import Stage

GRACE_S = 1_000
CONTENT = b"what the file says " * 1_000
HASH = hashlib.sha256(CONTENT).digest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
async def app(stage: Stage, folder: Path) -> AsyncIterator[App]:
    """On a real folder: it is the folder that bytes have to leave."""
    objects = FolderObjects(folder)
    objects.prepare()
    blobs = PlainBlobs(objects)
    stage.turn(blobs=blobs)
    yield stage.app
    await blobs.close()


@pytest.fixture
def uploaded(tmp_path: Path) -> Path:
    path = tmp_path / "uploaded"
    path.write_bytes(CONTENT)
    return path


def is_there(path: Path) -> bool:
    return path.exists()


def lying(folder: Path) -> bytes:
    """Everything in all files below a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def hold(app: App, file_id: int, sha256: bytes = HASH) -> None:
    await app.store._change(  # type: ignore[attr-defined]
        lambda db: db.execute("INSERT INTO file_blobs VALUES (?, ?)", (file_id, sha256))
    )


async def drop(app: App, file_id: int) -> None:
    await app.store._change(  # type: ignore[attr-defined]
        lambda db: db.execute("DELETE FROM file_blobs WHERE file_id = ?", (file_id,))
    )


async def test_what_was_kept_is_there_and_the_upload_is_not(app: App, uploaded: Path) -> None:
    await keep_blob(app, uploaded, sha256=HASH, size=len(CONTENT))
    assert not is_there(uploaded)
    assert await app.blobs.read(HASH, offset=0, limit=1 << 20) == CONTENT
    assert await app.store.blob_totals() == [BlobTotals(BlobState.ARRIVING, 1, len(CONTENT))]
    assert await keep_bytes(app, CONTENT) == HASH
    assert await app.store.blob_totals() == [BlobTotals(BlobState.ARRIVING, 1, len(CONTENT))]


async def test_bytes_that_no_file_holds_really_go_after_the_grace_period(
    stage: Stage, app: App, uploaded: Path, folder: Path
) -> None:
    await keep_blob(app, uploaded, sha256=HASH, size=len(CONTENT))
    await hold(app, 1)
    stage.clock.date += 10 * GRACE_S
    assert await remove_unheld_blobs(app, grace_s=GRACE_S) == 0
    assert CONTENT in lying(folder)
    await drop(app, 1)
    assert await remove_unheld_blobs(app, grace_s=GRACE_S) == 1
    assert lying(folder) == b""
    assert await app.store.blob_totals() == []
    with pytest.raises(BlobMissing):
        await app.blobs.read(HASH, offset=0, limit=1)


async def test_an_upload_that_became_no_file_stays_for_the_grace_period(
    stage: Stage, app: App
) -> None:
    await keep_bytes(app, CONTENT)
    stage.clock.date += GRACE_S
    assert await remove_unheld_blobs(app, grace_s=GRACE_S) == 0
    stage.clock.date += 1
    assert await remove_unheld_blobs(app, grace_s=GRACE_S) == 1


async def test_what_is_held_by_another_file_stays(stage: Stage, app: App) -> None:
    await keep_bytes(app, CONTENT)
    for file_id in (1, 2):
        await hold(app, file_id)
    await drop(app, 1)
    stage.clock.date += 10 * GRACE_S
    assert await remove_unheld_blobs(app, grace_s=GRACE_S) == 0
    assert await app.blobs.read(HASH, offset=0, limit=1 << 20) == CONTENT


class HesitantBlobs(PlainBlobs):
    """Deletes when it may."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FolderObjects(folder))
        self.deleting, self.may_delete = asyncio.Event(), asyncio.Event()

    async def delete(self, sha256s: Sequence[bytes]) -> None:
        self.deleting.set()
        await self.may_delete.wait()
        await super().delete(sha256s)


async def test_an_upload_waits_while_the_same_content_is_removed_and_is_there_afterwards(
    stage: Stage, app: App, uploaded: Path, folder: Path
) -> None:
    await keep_bytes(app, CONTENT)
    stage.clock.date += 10 * GRACE_S
    blobs, waiting = HesitantBlobs(folder), asyncio.Event()

    async def pause(seconds: float) -> None:
        waiting.set()
        await removal

    stage.turn(blobs=blobs, pause=pause)
    removal = asyncio.ensure_future(remove_unheld_blobs(stage.app, grace_s=GRACE_S))
    await blobs.deleting.wait()
    upload = asyncio.ensure_future(keep_blob(stage.app, uploaded, sha256=HASH, size=len(CONTENT)))
    await waiting.wait()
    assert is_there(uploaded), "nothing is put under the hands of whoever removes it"
    blobs.may_delete.set()
    await upload
    await hold(app, 2)
    assert await app.blobs.read(HASH, offset=0, limit=1 << 20) == CONTENT
    assert await app.store.blob_totals() == [BlobTotals(BlobState.HELD, 1, len(CONTENT))]
    await blobs.close()


async def test_an_upload_gives_up_when_removing_never_ends(stage: Stage, app: App) -> None:
    await keep_bytes(app, CONTENT)
    await app.store.doom_blobs(expected_before=START + 1, at_most=10)
    with pytest.raises(WorkerBusy):
        await keep_bytes(app, CONTENT)


async def test_what_a_killed_process_left_half_removed_goes(app: App) -> None:
    await keep_bytes(app, CONTENT)
    await app.store.doom_blobs(expected_before=START + 1, at_most=10)
    assert await remove_unheld_blobs(app, grace_s=GRACE_S) == 1
    assert await app.store.blob_totals() == []


async def test_uploads_and_removals_at_once_never_lose_what_a_file_holds(
    stage: Stage, app: App
) -> None:
    """In each round five upload again what two are removing since the round before."""
    contents = [bytes([number]) * 5_000 for number in range(3)]
    stage.turn(pause=asyncio.sleep)
    app = stage.app

    async def upload(file_id: int) -> None:
        for _ in range(file_id):
            await asyncio.sleep(0)
        await hold(app, file_id, await keep_bytes(app, contents[file_id % 3]))

    async def remove() -> None:
        await remove_unheld_blobs(app, grace_s=GRACE_S)
        await remove_unknown_blobs(app, changed_before=2**40)

    for _ in range(20):
        async with asyncio.TaskGroup() as group:
            for _ in range(2):
                group.create_task(remove())
            for file_id in range(1, 6):
                group.create_task(upload(file_id))
        for content in contents:
            sha256 = hashlib.sha256(content).digest()
            assert await app.blobs.read(sha256, offset=0, limit=9_000) == content
        for file_id in range(1, 6):
            await drop(app, file_id)
        stage.clock.date += 10 * GRACE_S


async def test_what_the_store_does_not_know_goes_once_it_is_old(app: App, folder: Path) -> None:
    """As after a restore of an older database."""
    unknown, fresh = (
        await put_content(app.blobs, b"unknown"),
        await put_content(app.blobs, b"fresh"),
    )
    await keep_bytes(app, CONTENT)
    for sha256 in (unknown, HASH):
        os.utime(folder / sha256.hex()[:2] / sha256.hex(), (1_000, 1_000))
    assert await remove_unknown_blobs(app, changed_before=2_000) == 1
    assert {entry.sha256 async for entry in app.blobs.entries()} == {fresh, HASH}
    assert await app.store.blob_totals() == [BlobTotals(BlobState.ARRIVING, 1, len(CONTENT))]


async def test_what_the_store_does_not_know_goes_in_many_steps(
    app: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blob_actions, "AT_ONCE", 2)
    for number in range(6):
        sha256 = await put_content(app.blobs, b"unknown %d" % number)
        # The last came at the moment that is named.
        came = 2_000 if number == 5 else 1_000
        os.utime(folder / sha256.hex()[:2] / sha256.hex(), (came, came))
    asked: list[int] = []
    doom = app.store.doom_unknown_blobs

    async def doom_and_note(sha256s: Sequence[bytes]) -> Sequence[bytes]:
        asked.append(len(sha256s))
        return await doom(sha256s)

    monkeypatch.setattr(app.store, "doom_unknown_blobs", doom_and_note)
    assert await remove_unknown_blobs(app, changed_before=2_000) == 5
    assert asked == [2, 2, 1]
    assert [entry.sha256 async for entry in app.blobs.entries()] == [sha256]


async def test_old_contents_are_counted_over_all_steps_and_kinds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {1: [3, 2, 0], 2: [4, 0]}
    days = {kind: 10 * kind for kind in steps}

    async def drop_contents(kind: int, *, made_before: int, at_most: int) -> int:
        assert made_before == stage.clock.now() - days[kind] * 86_400
        return steps[kind].pop(0)

    monkeypatch.setattr(stage.store, "drop_contents", drop_contents)
    assert await drop_old_contents(stage.app, days) == 9
    assert steps == {1: [], 2: []}
