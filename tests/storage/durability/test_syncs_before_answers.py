"""Under strace, one request in flight at a time: no answer leaves before its commit is synced."""

import shutil
from pathlib import Path

from support.powercut.driven import driver
from support.powercut.strace_log import TRACED, Answer, answers, parse

REQUESTS = 40


def traced_answers(folder: Path, trace: Path, *options: str) -> list[Answer]:
    """Send one message after the other to a traced driver; what the trace says of each answer."""
    assert shutil.which("strace"), "strace is not installed"
    strace = ["strace", "-f", "-yy", "-s", "16", "-o", str(trace)]
    strace += ["-e", f"trace={TRACED}", "-e", "signal=none"]
    with driver(folder, *options, under=strace) as driven:
        talk = driven.connect()
        for number in range(REQUESTS):
            asked = {"from": number % 5, "to": 5, "random_id": number + 1, "text": f"n {number}"}
            assert talk.ask(**asked) is not None
        driven.kill()
    lines = trace.read_text(errors="replace").splitlines()
    found = answers(parse(lines), socket=f"->127.0.0.1:{talk.port}", log="-wal")
    assert len(found) == REQUESTS
    return found


def test_every_answer_waits_for_the_sync_that_covers_it(tmp_path: Path) -> None:
    found = traced_answers(tmp_path, tmp_path / "trace")
    assert [answer for answer in found if not answer.covered] == []


def test_without_syncs_no_answer_is_covered(tmp_path: Path) -> None:
    found = traced_answers(tmp_path, tmp_path / "trace", "--synchronous", "OFF")
    assert [answer for answer in found if answer.covered] == []
