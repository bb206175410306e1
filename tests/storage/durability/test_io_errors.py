"""A disk that fails or is full: nothing is acknowledged that is not there, and the process ends."""

import asyncio
import random
from pathlib import Path

import apsw
import pytest

from support.powercut.checker import Checker
from support.powercut.disk import disk_at
from support.powercut.driven import driver
from support.powercut.driver import FATAL_STATUS
from support.powercut.ledger import Ledger
from support.powercut.recording import Recording
from support.powercut.runs import examine, open_store
from support.powercut.vfs import Fault, RecordingVFS
from support.powercut.workload import run_clients

KINDS = ["write", "sync"]
ERRORS = {"io": apsw.IOError, "full": apsw.FullError}
CLIENTS = 24
FAILURES = 8


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_process_ends_and_has_answered_nothing_that_is_lost(
    kind: str, error: str, tmp_path: Path
) -> None:
    answered = {}
    with driver(tmp_path, "--fail", f"{kind},{error},40") as driven:
        talk = driven.connect()
        for number in range(1, 200):
            answer = talk.ask(**{"from": 0, "to": 1, "random_id": number, "text": str(number)})
            if answer is None:
                break
            answered[number] = answer
        status, said = driven.wait()
    assert 0 < len(answered) < 100
    assert status == FATAL_STATUS
    assert "fatal: the store failed" in said
    with driver(tmp_path) as again:
        talk = again.connect()
        for number, answer in answered.items():
            repeat = talk.ask(**{"from": 0, "to": 1, "random_id": number, "text": str(number)})
            assert repeat is not None
            # A repeat's pts is that of the mailbox now.
            assert (repeat["id"], repeat["repeated"]) == (answer["id"], True)


@pytest.mark.parametrize("ending", ["-wal", ".sqlite"])
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_failing_disk_loses_nothing_acknowledged(
    kind: str, error: str, ending: str, folder: Path
) -> None:
    """At several moments each, in the log and in the database (there: during a checkpoint)."""
    for number in range(FAILURES):
        dice = random.Random(f"{kind} {error} {ending} {number}")
        passes = dice.randrange(1, 20 if kind == "sync" or ending == ".sqlite" else 400)
        ledger, deaths = await failing_run(
            sub_folder(folder, number), Fault(kind, ERRORS[error], passes=passes, ending=ending)
        )
        assert len(deaths) == 1
        assert ledger.faults
        checker = Checker(ledger, complete=False)
        point = len(ledger.recording)
        disk = disk_at(ledger.recording, point)
        # After the process died, and after the machine died with it.
        for image in (disk.current(), disk.after_cut(dice)):
            found = await examine(checker, folder / "after", image, point=point, seed=str(number))
            assert not found, (passes, found[:10])


def sub_folder(folder: Path, number: int) -> Path:
    path = folder / str(number)
    path.mkdir()
    return path


async def failing_run(folder: Path, fault: Fault) -> tuple[Ledger, list[BaseException]]:
    """Many clients on a disk that fails at some point; ends when every one has got an answer or
    an error. Gives what they were told and what `on_fatal` was called with."""
    deaths: list[BaseException] = []
    ledger = Ledger(Recording())
    vfs = RecordingVFS("failing", ledger.recording)
    store = open_store(folder, vfs="failing", on_fatal=deaths.append)
    vfs.fault = fault
    async with asyncio.timeout(30):
        await run_clients(store, ledger, clients=CLIENTS, acts=200)
    # The process is dead from here on; closing only frees the files for the next test.
    vfs.fault = None
    vfs.recording = Recording()
    await store.close()
    return ledger, deaths
