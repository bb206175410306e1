"""A thousand power cuts: whatever was acknowledged is there afterwards, and mailboxes are whole.

On a failure the recording is kept and its place is printed with the seed of the failing cut;
`support.powercut.disk.image_at` rebuilds that image from the two.
"""

import random
from pathlib import Path

import pytest

from heliograph.storage.sqlite import writer
from support.powercut.checker import Checker
from support.powercut.disk import disk_at
from support.powercut.ledger import Ledger
from support.powercut.runs import (
    examine,
    just_before_syncs_of_the_log,
    losses,
    record_run,
    restarts,
    second_life,
)

RECORDINGS = 5
POINTS = 200
RESTARTS = 20


@pytest.mark.parametrize("number", range(RECORDINGS))
async def test_nothing_acknowledged_is_lost_in_power_cuts(
    number: int, folder: Path, tmp_path: Path
) -> None:
    ledger = await record_run(folder)
    assert ledger.faults == []
    assert restarts(ledger) > 3
    found = await losses(ledger, folder, points=POINTS, seed=f"recording {number}")
    assert not found, _report(found, ledger, tmp_path)


async def test_a_store_closed_in_order_keeps_the_whole_run(folder: Path) -> None:
    ledger = await record_run(folder)
    assert ledger.faults == []
    assert len(ledger.changes) >= 20
    checker, end = Checker(ledger), len(ledger.recording)
    everything = disk_at(ledger.recording, end)
    assert checker.holes_in_the_past() == []
    place = folder / "after"
    assert await examine(checker, place, everything.current(), point=end, seed="whole") == []


async def test_what_a_restarted_store_says_survives_a_power_cut_too(folder: Path) -> None:
    """A program killed between writing the log and syncing it finds, once restarted, commits
    that are not on the disk. It must not tell anybody of them before they are."""
    ledger = await record_run(folder)
    dice = random.Random("restarted")
    for point in dice.sample(just_before_syncs_of_the_log(ledger), RESTARTS):
        both = await second_life(ledger, folder / f"life-{point}", point=point)
        image = disk_at(both.recording, len(both.recording)).after_cut(dice)
        place, end = folder / f"after-{point}", len(both.recording)
        assert await examine(Checker(both), place, image, point=end, seed=str(point)) == []


async def test_the_same_cuts_find_losses_with_synchronous_off(folder: Path) -> None:
    ledger = await record_run(folder, synchronous="OFF")
    found = await losses(ledger, folder, points=20, seed="off")
    assert [line for line in found if "lost: " in line]


async def test_the_same_cuts_find_losses_when_the_answer_is_sent_before_the_commit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer.Writer, "_commit", commit_after_answering)
    ledger = await record_run(folder)
    found = await losses(ledger, folder, points=60, seed="early")
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
