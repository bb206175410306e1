"""A test run that is killed leaves nothing running, as a server that goes on for ever would."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.play

START = """
import asyncio, sys
from pathlib import Path
from support.play_server import PlayServer

async def run():
    server = PlayServer(Path(sys.argv[1]))
    await server.start()
    print(server.port, flush=True)
    await asyncio.Event().wait()

asyncio.run(run())
"""


async def test_a_killed_run_takes_its_server_along(tmp_path: Path) -> None:
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", START, str(tmp_path / "server")),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )
    assert run.stdout is not None
    async with asyncio.timeout(30):
        port = int(await run.stdout.readline())
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        run.kill()
        with contextlib.suppress(ConnectionError):
            while True:
                _, another = await asyncio.open_connection("127.0.0.1", port)
                another.close()
                await asyncio.sleep(0.02)
    writer.close()
    await run.wait()
