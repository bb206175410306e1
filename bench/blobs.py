"""How long `heliograph media verify` and `gc` take over many blobs, and how much memory.

    .venv/bin/python bench/blobs.py --blobs 1000000 [--folder DIR]

The folder is made anew: files of 16 bytes, 4 KiB of disk for each. Memory is the process's highest,
above what it had before: flat means that ten times as many blobs take no more.
"""

import argparse
import asyncio
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import apsw

from heliograph.actions.blobs import remove_unheld_blobs, remove_unknown_blobs
from heliograph.actions.verifying import verify_blobs
from heliograph.config import Settings
from heliograph.server.keys import BLOBS_FOLDER, DATABASE_FILE
from heliograph.server.offline import offline_app

LONG_AGO = 1_000_000
_ROWS_AT_ONCE = 100_000


def main() -> None:
    """Make the folder, then measure each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blobs", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "results" / "blobs")
    parser.add_argument("--measure", choices=("verify", "gc"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(asyncio.run(_measure(options.folder, options.measure))))
        return
    shutil.rmtree(options.folder, ignore_errors=True)
    began = time.monotonic()
    _make(options.folder, options.blobs)
    print(f"{options.blobs} blobs made in {time.monotonic() - began:.0f} s", flush=True)
    for what in ("verify", "gc"):
        if what == "gc":
            _let_all_go(options.folder)
        command = [sys.executable, __file__, "--folder", str(options.folder), "--measure", what]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        print(what, done.stdout.decode().strip(), flush=True)
    shutil.rmtree(options.folder)


def _make(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    asyncio.run(_begin(folder))
    db = apsw.Connection(str(folder / DATABASE_FILE))
    db.pragma("synchronous", "OFF")
    for begin in range(0, count, _ROWS_AT_ONCE):
        numbers = range(begin, min(begin + _ROWS_AT_ONCE, count))
        hashes = [hashlib.sha256(str(number).encode()).digest() for number in numbers]
        for sha256 in hashes:
            name = sha256.hex()
            (folder / BLOBS_FOLDER / name[:2] / name).write_bytes(sha256[:16])
        with db:
            db.executemany(
                f"INSERT INTO blobs VALUES (?, 16, 0, {LONG_AGO})",
                [(sha256,) for sha256 in hashes],
            )
            db.executemany(
                "INSERT INTO file_blobs VALUES (?, ?)",
                list(zip((number + 1 for number in numbers), hashes, strict=True)),
            )
    db.close()


async def _begin(folder: Path) -> None:
    async with offline_app(Settings(data_dir=str(folder))):
        pass


def _let_all_go(folder: Path) -> None:
    with apsw.Connection(str(folder / DATABASE_FILE)) as db:
        db.execute("DELETE FROM file_blobs")


async def _measure(folder: Path, what: str) -> dict[str, Any]:
    async with offline_app(Settings(data_dir=str(folder))) as (app, _, _):
        before, began, cpu = _highest_kib(), time.monotonic(), time.process_time()
        if what == "verify":
            verified = await verify_blobs(app, contents=False)
            result = {"whole": verified.whole, "missing": verified.missing}
        else:
            removed = 0
            while more := await remove_unheld_blobs(app, grace_s=1):
                removed += more
            unknown = await remove_unknown_blobs(app, changed_before=2**40)
            result = {"removed": removed, "unknown": unknown}
        return {
            **result,
            "seconds": round(time.monotonic() - began, 1),
            "cpu_seconds": round(time.process_time() - cpu, 1),
            "memory_before_mib": round(before / 1024, 1),
            "memory_more_mib": round((_highest_kib() - before) / 1024, 1),
            # Pages of the database, of which each connection keeps 64 MiB at most.
            "of_it_sqlite_mib": round(apsw.memory_high_water() / (1 << 20), 1),
        }


def _highest_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
