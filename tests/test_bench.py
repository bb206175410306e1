"""`make bench` still runs and measures: the figures themselves are the machine's business."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"


@pytest.mark.long
def test_bench_measures_every_scenario_with_fsyncs() -> None:
    before = set(RESULTS.glob("*.json"))
    done = subprocess.run(
        [sys.executable, "bench/run.py", "--rounds=1", "--seconds=1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    assert "VOID" not in done.stdout
    (path,) = set(RESULTS.glob("*.json")) - before
    rounds = json.loads(path.read_text())["rounds"]
    path.unlink()
    assert set(rounds) >= {
        "start",
        "idle",
        "closed",
        "open",
        "sessions",
        "single",
        "groups",
        "supergroup_5000",
        "channels",
        "crowd",
        "exchange",
        "catch_up",
        "stored",
        "unread",
    }
    assert rounds["closed"][0]["fsyncs_per_s"] > 0
    assert rounds["closed"][0]["cpu_ms_per_message"] > 0


def test_micro_bench_times_every_part() -> None:
    done = subprocess.run(
        [sys.executable, "bench/micro.py"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "append a private message" in done.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "figures"),
    [
        (["bench/photos.py", "--photos=2"], ["cpu_seconds", "w2560x1920"]),
        (["bench/large_files.py", "--mib=2", "--before-s=1"], ["up_p99_ms", "down_grown_mib"]),
        (["bench/blobs.py", "--blobs=1500"], ['"whole": 1500', '"removed": 1500']),
    ],
)
def test_what_media_cost_is_measured(command: list[str], figures: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    for figure in figures:
        assert figure in done.stdout
