"""Hundreds of power cuts: whatever was acknowledged is there afterwards, and mailboxes are whole.

On a failure the recording is kept and its place is printed with the seed of the failing cut;
`support.powercut.disk.image_at` rebuilds that image from the two.
"""

import asyncio
import random
from pathlib import Path

import pytest

from heliograph.storage.sqlite import writer
from support.powercut.checker import Checker
from support.powercut.disk import disk_at
from support.powercut.ledger import Ledger
from support.powercut.place import fast_folder
from support.powercut.runs import (
    examine,
    just_before_syncs_of_the_log,
    losses,
    record_run,
    restarts,
    second_life,
)

POINTS = 200
RESTARTS = 20


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """A run of which several tests ask something; nobody changes it."""
    with fast_folder() as folder:
        loop = asyncio.new_event_loop()
        made = loop.run_until_complete(record_run(folder))
        loop.close()
    assert made.faults == []
    return made


@pytest.mark.parametrize(
    "number", [0, 1, *(pytest.param(number, marks=pytest.mark.long) for number in (2, 3, 4))]
)
async def test_nothing_acknowledged_is_lost_in_power_cuts(
    number: int, folder: Path, tmp_path: Path
) -> None:
    run = await record_run(folder)
    assert run.faults == []
    assert restarts(run) > 3
    found = await losses(run, folder, points=POINTS, seed=f"recording {number}")
    assert not found, _report(found, run, tmp_path)


async def test_a_store_closed_in_order_keeps_the_whole_run(ledger: Ledger, folder: Path) -> None:
    assert len(ledger.changes) >= 20
    checker, end = Checker(ledger), len(ledger.recording)
    everything = disk_at(ledger.recording, end)
    assert checker.holes_in_the_past() == []
    place = folder / "after"
    assert await examine(checker, place, everything.current(), point=end, seed="whole") == []


async def test_what_a_restarted_store_says_survives_a_power_cut_too(
    ledger: Ledger, folder: Path
) -> None:
    """A program killed between writing the log and syncing it finds, once restarted, commits
    that are not on the disk. It must not tell anybody of them before they are."""
    dice = random.Random("restarted")
    for point in dice.sample(just_before_syncs_of_the_log(ledger), RESTARTS):
        both = await second_life(ledger, folder / f"life-{point}", point=point)
        image = disk_at(both.recording, len(both.recording)).after_cut(dice)
        place, end = folder / f"after-{point}", len(both.recording)
        assert await examine(Checker(both), place, image, point=end, seed=str(point)) == []


async def test_the_same_cuts_find_losses_with_synchronous_off(folder: Path) -> None:
    run = await record_run(folder, synchronous="OFF")
    found = await losses(run, folder, points=20, seed="off")
    assert [line for line in found if "lost: " in line]


async def test_the_same_cuts_find_losses_when_the_answer_is_sent_before_the_commit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer.Writer, "_commit", commit_after_answering)
    run = await record_run(folder)
    found = await losses(run, folder, points=60, seed="early")
    assert [line for line in found if "lost: " in line]


def commit_after_answering(
    self: writer.Writer, batch: list[writer.Operation]
) -> list[writer.Outcome]:
    """A writer that is wrong in this one thing."""
    self._connection.execute("BEGIN IMMEDIATE")
    outcomes = [self._apply(operation) for operation in batch]
    self._loop.call_soon_threadsafe(writer._resolve, outcomes)
    self._connection.execute("COMMIT")
    return []


def _report(found: list[str], ledger: Ledger, folder: Path) -> str:
    kept = folder / "recording"
    ledger.recording.save(kept)
    return "\n".join([f"{len(found)} findings; recording kept in {kept}", *found[:20]])
