"""Content goes by itself when its time is over, whatever fails meanwhile."""

import asyncio
import contextlib

import pytest

from heliograph.actions.blobs import keep_bytes
from heliograph.config import Settings
from heliograph.ports.blobs import BlobsUnreachable
from heliograph.server import housekeeping
from support.contents import put_content
from support.stage import Stage


async def test_what_no_file_holds_goes_after_a_failure_as_well(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_EVERY_S", 0)
    settings, blobs, delete = Settings(), stage.blobs, stage.blobs.delete
    await keep_bytes(stage.app, b"of a file that never came")
    stage.clock.date += settings.limits.media_grace_s + 1
    await keep_bytes(stage.app, b"of a file that may come yet")
    # By nobody's leave, as before a restore of an older database.
    unknown = await put_content(blobs, b"of no row")
    blobs.changed[unknown] = 0
    failures = [BlobsUnreachable("once")]
    done = asyncio.Event()

    async def fail_once(sha256s: list[bytes]) -> None:
        if failures:
            raise failures.pop()
        await delete(sha256s)
        if len(blobs.contents) == 1:
            done.set()

    monkeypatch.setattr(blobs, "delete", fail_once)
    work = housekeeping.remove_media(stage.app, stage.clock, settings)  # type: ignore[arg-type]
    task = asyncio.create_task(work)
    async with asyncio.timeout(30):
        await done.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert list(blobs.contents.values()) == [b"of a file that may come yet"]
    assert failures == []
