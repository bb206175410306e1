"""Records a run of many clients on the real store, and examines what power cuts leave of it."""

import asyncio
import random
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import apsw

from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.store import end_process
from support.powercut.checker import Checker
from support.powercut.disk import Image, cuts, disk_at, write_image
from support.powercut.ledger import Ledger
from support.powercut.recording import Created, Recording, Synced, Written
from support.powercut.vfs import RecordingVFS
from support.powercut.workload import run_clients

DATABASE = "store.sqlite"
KEY_SECRET = bytes(range(32))
CLIENTS = 24
ACTS = 20
CHECKPOINT_BYTES = 128 << 10
ERASE_WITHIN_S = 0.1
_TURN_S = 0.05


async def record_run(folder: Path, *, synchronous: str = "FULL") -> Ledger:
    """One run from an empty folder to a closed store; `faults` of the ledger must be empty."""
    ledger = Ledger(Recording())
    vfs = RecordingVFS("powercut", ledger.recording)
    vfs.before_sync = _loop_turner(asyncio.get_running_loop())
    store = open_store(folder, vfs="powercut", synchronous=synchronous)
    await run_clients(store, ledger, clients=CLIENTS, acts=ACTS)
    await store.close()
    vfs.unregister()
    return ledger


def _loop_turner(loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
    """Before a sync, let everybody act who was told something: an answer sent too early is then
    certain to come before the sync in the recording."""

    def turn() -> None:
        turned = threading.Event()
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(loop.call_soon, turned.set)
            turned.wait(_TURN_S)

    return turn


def open_store(
    folder: Path,
    *,
    vfs: str | None = None,
    synchronous: str = "FULL",
    on_fatal: Callable[[BaseException], None] = end_process,
) -> SqliteStore:
    """The store as the tests use it: a log so short that it is checkpointed and restarted often."""
    return SqliteStore.open(
        folder / DATABASE,
        key_secret=KEY_SECRET,
        vfs=vfs,
        synchronous=synchronous,
        on_fatal=on_fatal,
        checkpoint_bytes=CHECKPOINT_BYTES,
        erase_within_s=ERASE_WITHIN_S,
    )


def restarts(ledger: Ledger) -> int:
    """How often the log began anew from its first byte, after what it held was checkpointed."""
    events = ledger.recording.events
    logs = {
        e.inode for e in events if isinstance(e, Written) and e.offset == 0 and len(e.data) == 32
    }
    return sum(1 for e in events if isinstance(e, Written) and e.inode in logs and e.offset == 0)


def just_before_syncs_of_the_log(ledger: Ledger) -> list[int]:
    """The points at which a commit is in the log file and not yet on the disk."""
    events = ledger.recording.events
    logs = {e.inode for e in events if isinstance(e, Created) and e.name.endswith("-wal")}
    return [i for i, e in enumerate(events) if isinstance(e, Synced) and e.inode in logs]


async def second_life(ledger: Ledger, folder: Path, *, point: int) -> Ledger:
    """The program was killed at `point` and starts again on the same machine: what the first life
    wrote unsynced is there to be read, but not durable. Everybody asks where they stand and
    repeats what they sent. Gives the ledger with the recording of both lives."""
    disk = disk_at(ledger.recording, point)
    write_image(disk.current(), folder)
    both = replace(ledger, recording=ledger.recording.up_to(point))
    known = {str(folder / name): inode for name, inode in disk.inodes().items()}
    vfs = RecordingVFS("second-life", both.recording, known)
    store = open_store(folder, vfs="second-life")
    for owner in ledger.changes:
        if await store.account(owner) is not None:
            both.reached(owner, (await store.state(owner)).pts)
    for draft, sent in ledger.sends:
        owner = draft.sender_id
        if await store.account(owner) is not None and (await store.state(owner)).pts >= sent.pts:
            again = await store.append_private(draft, decide=_undecided)
            both.reached(owner, again.pts)
    told = len(both.recording)
    await store.close()
    vfs.unregister()
    both.recording = both.recording.up_to(told)
    return both


def _undecided(draft: Draft, context: SendContext) -> Body:
    raise AssertionError("a repeat is not decided again")


async def losses(ledger: Ledger, folder: Path, *, points: int, seed: str) -> list[str]:
    """What is wrong after power cuts at random points of the run, each line with the seed that
    shows it again; empty if nothing ever is."""
    checker = Checker(ledger)
    dice = random.Random(seed)
    chosen = sorted(dice.randrange(1, len(ledger.recording) + 1) for _ in range(points))
    lines = checker.holes_in_the_past()
    for point, image_seed, image in cuts(ledger.recording, chosen, seed):
        found = await examine(checker, folder / "cut", image, point=point, seed=image_seed)
        lines += [f"point {point}, seed {image_seed}: {line}" for line in found]
    return lines


async def examine(
    checker: Checker, folder: Path, image: Image, *, point: int, seed: str
) -> list[str]:
    """Reopen the image with the real store and say what is wrong with it."""
    write_image(image, folder)
    try:
        store = open_store(folder)
        try:
            lines = await checker.losses(store, point, random.Random(seed))
        finally:
            await store.close()
        return lines + _integrity(folder / DATABASE)
    except apsw.Error as error:
        return [f"does not open: {error!r}"]
    finally:
        shutil.rmtree(folder)


def _integrity(database: Path) -> list[str]:
    with apsw.Connection(str(database)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchall()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [str(row) for row in verdict if row != ("ok",)] + [f"orphan {row}" for row in orphans]
