"""What ten files of 2 GB at once, up and then down, do to the server and to those who write.

    .venv/bin/python bench/large_files.py [--mib 2000] [--transfers 10]

The people who write to each other, at a given rate, are a process of their own; those with the
files are another, which has what nobody else wants of its core (`SCHED_IDLE`): how busy the one
that measures is must not show as latency of the server's. Latency is from when a message was due
until its recipient has it, before the transfers and during them. All content lies on the disk at
the end: 20 GB, removed again. Memory is the server's above what it has when nobody transfers
anything; of that the database keeps some for what is written meanwhile: what the files alone take
shows with `--per-s 1`.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from heliograph.tl import types
from load import open_loop, processes, transfers
from load.accounts import connect_all, read_accounts
from load.client import connect
from load.figures import percentile
from load.meter import Meter
from load.noise import pin
from load.server import CLIENT_CORE, Server, seed

RESULTS = Path(__file__).parent / "results"
TALKERS = 20
WAYS = ("up", "down")
TARGETS = {"grown_mib": 64.0, "p99_times": 2.0}
"""At most, up and down."""

_LIMIT_MIB = 2_000
"""4,000 parts of 512 KiB."""

# Writes for so many seconds; gives the latency of every message, in seconds.
Talk = Callable[[float], Awaitable[list[float]]]

_WARM_UP_S = 3.0
_SLICE_S = 2.0


def main() -> None:
    """Make a server with accounts, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=_LIMIT_MIB, help="of each file")
    parser.add_argument("--transfers", type=int, default=10)
    parser.add_argument("--per-s", type=float, default=100, help="messages")
    parser.add_argument("--before-s", type=float, default=20, help="how long they write before")
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--accounts", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    pin(CLIENT_CORE)
    if options.accounts:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        uvloop.run(_move(options))
        return
    RESULTS.mkdir(exist_ok=True)
    needed = options.transfers * options.mib * 1.1 * (1 << 20) + (2 << 30)
    if shutil.disk_usage(RESULTS).free < needed:
        parser.error(f"{RESULTS} has not the {needed / 1e9:.0f} GB that this takes")
    with tempfile.TemporaryDirectory(dir=RESULTS, prefix="data-") as scratch:
        folder, accounts = Path(scratch) / "server", Path(scratch) / "accounts.json"
        # Accounts come in pairs.
        seed(folder, users=TALKERS + 2 * options.transfers, accounts=accounts)
        with Server(folder) as server:
            found = uvloop.run(_measure(server, accounts, options))
    for name, value in found.items():
        target = TARGETS.get(name.partition("_")[2], 0.0)
        verdict = f"  ≤ {target:g} {'met' if value <= target else 'MISSED'}" if target else ""
        print(f"{name:20} {value:10.1f}{verdict}")


async def _measure(server: Server, accounts: Path, options: argparse.Namespace) -> dict[str, float]:
    people = read_accounts(accounts)[:TALKERS]
    clients = await connect_all(server, people)

    async def talk(seconds: float) -> list[float]:
        return await open_loop.talk(people, clients, per_s=options.per_s, seconds=seconds)

    await talk(_WARM_UP_S)
    movers = await _movers(server, accounts, options)
    try:
        return await _compared(server, movers, talk, options)
    finally:
        if movers.returncode is None:
            movers.kill()
        for client in clients:
            client.close()


async def _compared(
    server: Server, movers: Process, talk: Talk, options: argparse.Namespace
) -> dict[str, float]:
    """What it is like to write before, while the files go up, and while they come down."""
    async with Meter(server) as meter:
        before = await talk(options.before_s)
    idle_mib = processes.resident_mib(server.pid)
    found = {
        "idle_mib": idle_mib,
        "before_p50_ms": percentile(before, 50) * 1e3,
        "before_p99_ms": percentile(before, 99) * 1e3,
        "before_other_cores": meter.other_cores,
    }
    for way in WAYS:
        moved = await _during(server, movers, talk)
        found |= {f"{way}_{name}": value for name, value in moved.items()}
        found[f"{way}_mib_per_cpu_s"] = options.mib * options.transfers / moved["cpu_s"]
        found[f"{way}_grown_mib"] = moved["memory_mib"] - idle_mib
        found[f"{way}_p99_times"] = moved["p99_ms"] / found["before_p99_ms"]
    return found


async def _during(server: Server, movers: Process, talk: Talk) -> dict[str, float]:
    """What it is like to write until all files have gone one way."""
    assert movers.stdin is not None
    assert movers.stdout is not None
    highest, latencies = [0.0], list[float]()
    watching = asyncio.ensure_future(transfers.watch(server, highest))
    async with Meter(server) as meter:
        movers.stdin.write(b"go\n")
        done = asyncio.ensure_future(movers.stdout.readline())
        while not done.done():
            latencies += await talk(_SLICE_S)
    watching.cancel()
    if not done.result():
        raise RuntimeError("the transfers ended early")
    return {
        "seconds": meter.wall_s,
        "cpu_s": meter.cpu_s,
        "memory_mib": highest[0],
        "p50_ms": percentile(latencies, 50) * 1e3,
        "p99_ms": percentile(latencies, 99) * 1e3,
        "max_ms": max(latencies) * 1e3,
        "stolen_cores": meter.stolen_cores,
    }


async def _movers(server: Server, accounts: Path, options: argparse.Namespace) -> Process:
    """The process of those with the files, when all of them are connected."""
    given = {
        "--port": server.port,
        "--accounts": accounts,
        "--mib": options.mib,
        "--transfers": options.transfers,
    }
    words = [str(word) for pair in given.items() for word in pair]
    movers = await asyncio.create_subprocess_exec(
        sys.executable, __file__, *words, stdin=PIPE, stdout=PIPE
    )
    assert movers.stdout is not None
    if not await movers.stdout.readline():
        raise RuntimeError("the transfers did not begin")
    return movers


async def _move(options: argparse.Namespace) -> None:
    """Connect, then go each way when told to on the standard input, and tell when it is done."""
    people = read_accounts(options.accounts)[TALKERS:][: options.transfers]
    clients = [await connect(Server.host, options.port, one.key) for one in people]
    kept: list[types.Document] = []
    size_bytes = options.mib << 20
    await _told()
    await transfers.send_up(clients, size_bytes, kept)
    await _told()
    await transfers.fetch(clients, kept, size_bytes)
    print(flush=True)


async def _told() -> None:
    print(flush=True)
    await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    main()
