"""What exporting a mailbox of 1,000,000 messages takes, and what it does to those who write.

    .venv/bin/python bench/exporting.py [--exports 2] [--per-s 100]

The mailbox is that of `bench/run.py --store mailbox`, made once and kept; the export is of a copy.
`heliograph export` runs beside the people who write to each other at a given rate, and lets them
go first. Latency is from when a message was due until its recipient has it, before the exports and
during them. Memory of the server is above what it has before the first export, after a while of
writing; that of the command is the most that it held, interpreter and modules with it.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from load import open_loop, processes, transfers
from load.accounts import connect_all, read_accounts, read_busy
from load.figures import percentile
from load.meter import Meter
from load.noise import pin
from load.server import CLIENT_CORE, COMMAND, Server, seed

RESULTS = Path(__file__).parent / "results"
TALKERS = 20
USERS = 1_020

# Writes for so many seconds; gives the latency of every message, in seconds.
Talk = Callable[[float], Awaitable[list[float]]]

_NICE = 10
_WARM_UP_S = 5.0
_SLICE_S = 1.0


def main() -> None:
    """Copy the mailbox, start a server on it, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exports", type=int, default=2, help="one after another")
    parser.add_argument("--per-s", type=float, default=100, help="messages")
    parser.add_argument("--before-s", type=float, default=20, help="how long they write before")
    options = parser.parse_args()
    pin(CLIENT_CORE)
    RESULTS.mkdir(exist_ok=True)
    accounts, seeded = RESULTS / "mailbox.json", RESULTS / "mailbox"
    if not accounts.exists():
        print(f"making {seeded} …", file=sys.stderr)
        shutil.rmtree(seeded, ignore_errors=True)
        seed(seeded, users=USERS, accounts=accounts, profile="mailbox")
    with tempfile.TemporaryDirectory(dir=RESULTS, prefix="data-") as scratch:
        folder = Path(scratch) / "server"
        shutil.copytree(seeded, folder, ignore=shutil.ignore_patterns("*.sock"))
        with Server(folder) as server:
            found = uvloop.run(_measure(server, accounts, options))
    for name, value in found.items():
        print(f"{name:24} {value:10.1f}")


async def _measure(server: Server, accounts: Path, options: argparse.Namespace) -> dict[str, float]:
    people = read_accounts(accounts)[:TALKERS]
    owner_id = read_busy(accounts)[0].user_id
    clients = await connect_all(server, people)

    async def talk(seconds: float) -> list[float]:
        return await open_loop.talk(people, clients, per_s=options.per_s, seconds=seconds)

    await talk(_WARM_UP_S)
    async with Meter(server) as meter:
        before = await talk(options.before_s)
    idle_mib = processes.memory_mib(server.pid)
    found = {
        "idle_mib": idle_mib,
        "before_p50_ms": percentile(before, 50) * 1e3,
        "before_p99_ms": percentile(before, 99) * 1e3,
        "before_cpu_cores": meter.cpu_s / meter.wall_s,
        "before_other_cores": meter.other_cores,
    }
    for number in range(1, options.exports + 1):
        target = server.folder.with_name(f"export-{number}")
        during = await _during(server, owner_id, target, talk)
        found |= {f"export_{number}_{name}": value for name, value in during.items()}
        found[f"export_{number}_grown_mib"] = during["server_mib"] - idle_mib
    for client in clients:
        client.close()
    return found


async def _during(server: Server, owner_id: int, target: Path, talk: Talk) -> dict[str, float]:
    """What it is like to write until all of an account is exported."""
    highest, latencies = [0.0], list[float]()
    watching = asyncio.ensure_future(transfers.watch(server, highest))
    async with Meter(server) as meter:
        command = _export(server.folder, owner_id, target)
        ended = asyncio.ensure_future(asyncio.to_thread(os.wait4, command, 0))
        while not ended.done():
            latencies += await talk(_SLICE_S)
    watching.cancel()
    _, status, used = ended.result()
    if status:
        raise RuntimeError("the export failed")
    return {
        "seconds": meter.wall_s,
        "server_cpu_s": meter.cpu_s,
        "command_cpu_s": used.ru_utime + used.ru_stime,
        "server_mib": highest[0],
        "command_mib": used.ru_maxrss / 1024,
        "result_mib": (target / "result.json").stat().st_size / (1 << 20),
        "messages": float(len(latencies)),
        "p50_ms": percentile(latencies, 50) * 1e3,
        "p99_ms": percentile(latencies, 99) * 1e3,
        "max_ms": max(latencies) * 1e3,
        "other_cores": meter.other_cores,
        "stolen_cores": meter.stolen_cores,
    }


def _export(folder: Path, owner_id: int, target: Path) -> int:
    """The process of the command, which has just been started."""
    given = (f"--data-dir={folder}", f"--user={owner_id}", f"--to={target}", "--reason=a measure")
    return os.posix_spawn(
        "/usr/bin/nice", ["nice", f"-n{_NICE}", str(COMMAND), "export", *given], dict(os.environ)
    )


if __name__ == "__main__":
    main()
