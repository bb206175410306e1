"""A server keeps to its folder, also if it is killed: elsewhere nobody would ever tidy up."""

import asyncio
import os
from pathlib import Path

from heliograph.tl import functions
from support.play_server import PlayServer
from support.powercut.watched_client import signed_up

LONG_AGO = 1_700_000_000
SWEPT_WITHIN_S = 20


async def test_what_a_killed_server_was_sent_is_in_its_folder_and_goes_by_itself(
    tmp_path: Path,
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    server = PlayServer(tmp_path / "server", environment={"TMPDIR": str(temporary)})
    uploads = server.folder / "uploads"
    await server.start()
    client = await signed_up(server, "99966600051", "Ann")
    part = functions.upload.SaveFilePart(file_id=5, file_part=0, bytes=b"half a file")
    assert await client.call(part)
    await server.kill()
    await client.close()
    assert list(temporary.iterdir()) == []
    assert list(uploads.iterdir())
    # It looks when it starts, by when something came last.
    for one in uploads.iterdir():
        os.utime(one, (LONG_AGO, LONG_AGO))
    await server.start()
    async with asyncio.timeout(SWEPT_WITHIN_S):
        # A folder has no event to wait for.
        while list(uploads.iterdir()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await server.stop()
    assert list(temporary.iterdir()) == []
