"""The power fails while the public log grows: what anybody saw signed is there, and unforked."""

import random
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from heliograph.safety.log import merkle
from heliograph.safety.log.heads import Head
from heliograph.storage.sqlite import SqliteStore
from support.powercut.disk import Image, cuts, write_image
from support.powercut.recording import Recording
from support.powercut.runs import open_store
from support.powercut.vfs import RecordingVFS
from support.public_log import enter_some, keeper

STEPS = 12


class Entered(NamedTuple):
    """Somebody was told of a decision that is to be in the log."""

    puid: str


class Signed(NamedTuple):
    """Somebody may have seen this head."""

    head: Head


async def run(store: SqliteStore, recording: Recording) -> None:
    """Decisions come in and get their places, a few at a time."""
    dice = random.Random("log")
    for step in range(STEPS):
        for number in range(dice.randrange(1, 60)):
            puid = f"{step}.{number}"
            await enter_some(store, [puid])
            recording.acknowledge(Entered(puid))
        head = await store.public_log().sequence(keeper(), date=step, at_most=40)
        assert head is not None
        recording.acknowledge(Signed(head))


async def faults(image: Image, folder: Path, told: list[object]) -> list[str]:
    """What is wrong with the log that a cut left, and with how it goes on."""
    write_image(image, folder)
    store = open_store(folder)
    log, found = store.public_log(), []
    try:
        before = await log.newest_head()
        while await log.sequence(keeper(), date=99, at_most=40):
            pass
        now = await log.newest_head()
        assert now is not None
        for one in told:
            if isinstance(one, Entered) and await log.receipt(one.puid, event="") is None:
                found.append(f"lost: {one}")
            if isinstance(one, Signed):
                old, new = (one.head.size, one.head.root), (now.size, now.root)
                longest = max(old[0], now.size)
                proof = await log.consistency(old[0], longest)
                if proof is None or not merkle.is_continued(old, new, proof):
                    found.append(f"lost or forked: the head of {old[0]}")
        if before is not None and before.size > now.size:
            found.append(f"fell from {before.size} to {now.size}")
        return [*found, *(str(one) for one in await store.check(whole=True))]
    finally:
        await store.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("points", [8, pytest.param(300, marks=pytest.mark.long)])
async def test_power_cuts_leave_no_fork_and_no_hole(tmp_path: Path, points: int) -> None:
    recording = Recording()
    vfs = RecordingVFS("log-cut", recording)
    store = open_store(tmp_path, vfs="log-cut")
    await run(store, recording)
    await store.close()
    vfs.unregister()
    dice = random.Random(points)
    chosen = sorted(dice.randrange(1, len(recording) + 1) for _ in range(points))
    lines = []
    for point, seed, image in cuts(recording, chosen, "log"):
        told = list(recording.acknowledged_before(point))
        found = await faults(image, tmp_path / "cut", told)
        lines += [f"point {point}, seed {seed}: {line}" for line in found]
    assert lines == []
