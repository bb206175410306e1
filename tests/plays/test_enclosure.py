"""TDLib, which looks for the Internet by itself, runs where there is none, or not at all."""

import asyncio
import sys

import pytest

from support.actors import WORKERS

pytestmark = pytest.mark.play

# In a user namespace of one's own nobody may make network namespaces, after this.
FORBIDDEN = "echo 0 >/proc/sys/user/max_net_namespaces && exec "


@pytest.mark.parametrize("kind", ["tdlib", pytest.param("tdlib-1.8.46", marks=pytest.mark.long)])
async def test_tdlib_has_no_route_and_no_thread_outside_but_the_door(cast, kind: str) -> None:
    alice = await cast(kind)
    assert await alice.do("leaks") == []


async def test_a_machine_that_cannot_enclose_it_is_told_why() -> None:
    worker = f"{sys.executable} {WORKERS / 'tdlib_worker.py'} libtdjson.so"
    process = await asyncio.create_subprocess_exec(
        *("unshare", "--user", "--map-root-user", "sh", "-c", FORBIDDEN + worker),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(20):
        _, told = await process.communicate()
    assert process.returncode == 1
    assert "cannot make a network namespace" in told.decode()
