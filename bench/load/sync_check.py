"""Do commits reach the disk? Counts the system calls beside what /metrics says."""

import asyncio
import shutil
import signal
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from load.meter import Meter
from load.server import Server

_ATTACH_S = 0.5
_CALLS = ("fsync", "fdatasync")


async def compare(server: Server, load: Awaitable[Any], report: Path) -> dict[str, Any]:
    """The calls that strace counts while `load` runs, beside commits; empty without strace.

    strace slows the server down: nothing else may be measured meanwhile.
    """
    strace = shutil.which("strace")
    if strace is None:
        await load
        return {}
    options = ["-f", "-c", "-e", "trace=" + ",".join(_CALLS), "-o", str(report)]
    traced = await asyncio.create_subprocess_exec(
        strace, *options, "-p", str(server.pid), stderr=asyncio.subprocess.DEVNULL
    )
    await asyncio.sleep(_ATTACH_S)
    async with Meter(server) as meter:
        await load
    traced.send_signal(signal.SIGINT)
    await traced.wait()
    calls = await asyncio.to_thread(_counted, report)
    return {"system_calls": calls, "commits": meter.commits, "operations": meter.operations}


def _counted(report: Path) -> int:
    """The sum of the column `calls`, the fourth: % time, seconds, usecs/call, calls."""
    rows = (line.split() for line in report.read_text().splitlines())
    return sum(int(row[3]) for row in rows if row and row[-1] in _CALLS)
