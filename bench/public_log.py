"""What the public log costs at a million entries: `.venv/bin/python bench/public_log.py [LEAVES]`.

CPU time, on a real store with fsyncs. The promises: a proof of inclusion takes at most 1 ms, and
verify.py reads a million entries within 60 s.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import merkle, notes, verify
from heliograph.safety.log.entries import LogEntry, leaf_of
from heliograph.safety.log.heads import LogKeeper
from heliograph.safety.log.tiles import WIDTH, nodes, tile_path
from heliograph.storage.sqlite import queries
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.migrate import migrate
from heliograph.storage.sqlite.safety import public_log, sequencing
from heliograph.storage.sqlite.safety.log_entries import enter
from heliograph.web.transparency.table import csv_parts, heading

LEAVES = 1_000_000
BATCH = 10_000
ENTERED, STEP = 10_000, 500
PROOFS = 2_000
_SQL = queries.load("public_log")
_KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
_KEEPER = LogKeeper(
    key=notes.log_key(_KEY), sign=lambda size, root: notes.sign(_KEY, size=size, root=root)
)
_EVENTS = ("notice", "decision", "statement_delivered", "appeal", "reversal")


def main() -> None:
    """Print one line for each figure."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else LEAVES
    with tempfile.TemporaryDirectory() as place:
        db = open_writer(str(Path(place) / "log.db"), vfs=None, synchronous="FULL")
        migrate(db, backup_folder=None)
        _fill(db, wanted)
        _sequence(db)
        _prove(db)
        served = Path(place) / "served"
        _save(db, served)
        db.close()
        _verify(served)


def _entry(dice: random.Random) -> LogEntry:
    return LogEntry(
        event=dice.choice(_EVENTS),
        day=f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        measures=("visibility",),
        ground="terms",
        automation="none",
        source="in_app",
        surface="public",
        terms="2026-1",
    )


def _fill(db: apsw.Connection, wanted: int) -> None:
    dice, began = random.Random(1), time.thread_time()
    for size in range(0, wanted, BATCH):
        leaves = [
            leaf_of(_entry(dice), commit=dice.randbytes(32))
            for _ in range(min(BATCH, wanted - size))
        ]
        with db:
            sequencing.append(db, size, leaves)
    root = public_log.root_at(db, wanted)
    db.execute(_SQL.sign_head, (wanted, root, _KEEPER.sign(wanted, root), 0))
    took = time.thread_time() - began
    print(f"{wanted / took:10,.0f} entries/s appended in transactions of {BATCH:,}, made included")


def _sequence(db: apsw.Connection) -> None:
    """Enter and sequence as a server does: each entry with its private part, each step signed."""
    dice, began, wall = random.Random(2), time.thread_time(), time.monotonic()
    for start in range(0, ENTERED, STEP):
        with db:
            for number in range(start, start + STEP):
                salt, record = dice.randbytes(32), b'{"puid":"%d"}' % number
                enter(db, _entry(dice), puid=str(number), salt=salt, record=record, date=0)
        with db:
            sequencing.sequence(db, keeper=_KEEPER, date=0, at_most=STEP)
    took, waited = time.thread_time() - began, time.monotonic() - wall
    print(f"{ENTERED / took:10,.0f} entries/s entered and sequenced, {STEP} a head (CPU)")
    print(f"{ENTERED / waited:10,.0f} entries/s of them by the clock, with what else runs here")


def _prove(db: apsw.Connection) -> None:
    head = public_log.newest_head(db)
    assert head is not None
    dice, took = random.Random(3), []
    for _ in range(PROOFS):
        place = dice.randrange(head.size)
        began = time.thread_time()
        proof = merkle.inclusion(place, head.size, nodes(public_log.reader_of(db)))
        took.append((time.thread_time() - began) * 1e3)
        assert len(proof) <= head.size.bit_length()
    took.sort()
    print(f"{statistics.median(took):10.3f} ms a proof at {head.size:,} entries, the median")
    print(
        f"{took[len(took) * 99 // 100]:10.3f} ms, 99 of 100 are faster; {took[-1]:.3f} the slowest"
    )


def _save(db: apsw.Connection, folder: Path) -> None:
    """What a server serves, as files."""
    head = public_log.newest_head(db)
    assert head is not None
    files = {
        ".well-known/trust.json": json.dumps({"log": {"key": _KEEPER.key.vkey()}}).encode(),
        "transparency.json": json.dumps(totals := public_log.totals(db)).encode(),
        "transparency.csv": heading(totals["size"]) + b"".join(csv_parts(totals).values()),
        "log/checkpoint": head.text().encode(),
    }
    for number in range(-(-head.size // WIDTH)):
        width = min(WIDTH, head.size - number * WIDTH)
        found = public_log.bundle_of(db, number=number, width=width)
        assert found is not None
        files["log/" + tile_path("entries", number, width=width)] = found
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


_MEASURED = """
import re, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    with open("/proc/self/status") as status:
        print(re.search(r"VmHWM:\\s+([0-9]+)", status.read())[1])
"""
"""Runs a program, whose last line is then how many KiB of memory it had at most."""


def _verify(folder: Path) -> None:
    began = time.monotonic()
    command = [sys.executable, "-c", _MEASURED, verify.__file__, str(folder)]
    command += ["--heads", str(folder / "heads.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:10.1f} s for verify.py to check all of it (CPU)")
    print(f"{time.monotonic() - began:10.1f} s of them by the clock, with what else runs here")
    print(f"{int(done.stdout.split()[-1]) / 1024:10.0f} MiB of memory at most")


if __name__ == "__main__":
    main()
