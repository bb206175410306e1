"""TDLib, which looks for the Internet by itself, runs where there is none, or not at all."""

import asyncio
import os
import sys

import pytest

from support.actors import WORKERS

pytestmark = pytest.mark.play

WITHOUT_CAPABILITIES = ("setpriv", "--bounding-set=-sys_admin,-net_admin")
MAKE = "from enclosure import Enclosure; print(Enclosure().leaks())"
# A process of several threads may not enter a user namespace, on any machine.
MAKE_LATE = (
    "import threading; "
    "threading.Thread(target=threading.Event().wait, daemon=True).start(); "
    f"{MAKE}"
)


async def enclose_as_anybody(how: str) -> tuple[int | None, str, str]:
    """Run some Python as root in a container does, or as who runs the tests if that is not root."""
    process = await asyncio.create_subprocess_exec(
        *(WITHOUT_CAPABILITIES if os.geteuid() == 0 else ()),
        *(sys.executable, "-c", how),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=WORKERS,
    )
    async with asyncio.timeout(20):
        out, told = await process.communicate()
    return process.returncode, out.decode(), told.decode()


@pytest.mark.parametrize("kind", ["tdlib", pytest.param("tdlib-1.8.46", marks=pytest.mark.long)])
async def test_tdlib_has_no_route_and_no_thread_outside_but_the_door(cast, kind: str) -> None:
    alice = await cast(kind)
    assert await alice.do("leaks") == []


async def test_a_machine_that_cannot_enclose_it_is_told_why() -> None:
    status, _, told = await enclose_as_anybody(MAKE_LATE)
    assert status == 1
    assert "cannot make a user namespace" in told


async def test_without_capabilities_it_takes_a_user_namespace() -> None:
    allowed = await asyncio.create_subprocess_exec(
        "unshare", "--user", "true", stderr=asyncio.subprocess.DEVNULL
    )
    expected = (0, "[]\n") if await allowed.wait() == 0 else (1, "")
    assert (await enclose_as_anybody(MAKE))[:2] == expected
