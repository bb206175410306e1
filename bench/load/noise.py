"""How steady the machine is: the same work several times, on the server's core."""

import os
import time
from hashlib import sha256

from load.figures import middle, spread_percent
from load.server import CLIENT_CORE, SERVER_CORE

_RUNS = 7
_HASHES = 60_000


def calibrate() -> dict[str, float]:
    """Milliseconds of one piece of work and its spread; ends pinned to the client's core."""
    pin(SERVER_CORE)
    wall, cpu = [], []
    for _ in range(_RUNS):
        began, used = time.perf_counter(), time.process_time()
        digest = b""
        for _ in range(_HASHES):
            digest = sha256(digest).digest()
        wall.append((time.perf_counter() - began) * 1e3)
        cpu.append((time.process_time() - used) * 1e3)
    pin(CLIENT_CORE)
    return {
        "wall_ms": middle(wall),
        "wall_spread_percent": spread_percent(wall),
        "cpu_ms": middle(cpu),
        "cpu_spread_percent": spread_percent(cpu),
    }


def pin(core: int) -> None:
    """Keep this process on one core."""
    os.sched_setaffinity(0, {core % (os.cpu_count() or 1)})
