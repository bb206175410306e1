"""The rules of `conftest.py`, each tried on a small suite of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SUITE = """
import pytest

def test_passes(): pass

@pytest.mark.skip(reason="no such tool here")
def test_skipped(): pass

@pytest.mark.xfail(reason="nobody mended it")
def test_expected_to_fail(): assert False

def test_gives_up(): pytest.xfail("no such compiler")
"""
ALLOWED = """
[[skip]]
test = "test_suite.py::test_skipped"
reason = "nothing on earth can make it run"

[[skip]]
test = "test_suite.py::test_expected_to_fail"
reason = "the fault is in the language"

[[skip]]
test = "test_suite.py::test_gives_up"
reason = "likewise"
"""

QUIET = ("-p", "no:cacheprovider")
PLAYS = """
import pytest

def test_first(): pass

@pytest.mark.play
def test_play(): pass

@pytest.mark.play
@pytest.mark.timeout(600)
def test_long_play(): pass

def test_last(): pass
"""


LEAVING = """
import subprocess
import sys
import tempfile

MAKE = "import tempfile, time; print(tempfile.mkdtemp(), flush=True); time.sleep(600)"

def test_leaves_a_folder(): tempfile.mkdtemp()

def test_kills_who_has_one():
    with subprocess.Popen([sys.executable, "-c", MAKE], stdout=subprocess.PIPE) as child:
        assert child.stdout.readline()
        child.kill()
"""


def run(
    folder: Path, suite: str, allowed: str = "", *options: str, **environ: str
) -> tuple[int, str]:
    shutil.copy(CONFTEST, folder)
    (folder / "allowed_skips.toml").write_text(allowed)
    (folder / "test_suite.py").write_text(suite)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *QUIET, "--rootdir", folder, *options, folder],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"CI": "true"} | environ,
    )
    return done.returncode, done.stdout


def test_skip_fails_the_run_in_ci_and_says_why(tmp_path: Path) -> None:
    status, output = run(tmp_path, SUITE)
    assert status == 1
    for reason in ("no such tool here", "nobody mended it", "no such compiler"):
        assert reason in output
    assert "2 failed, 1 passed, 1 error" in output


def test_listed_skip_is_let_through(tmp_path: Path) -> None:
    status, output = run(tmp_path, SUITE, ALLOWED)
    assert status == 0
    assert "1 passed, 1 skipped, 2 xfailed" in output


def test_skip_outside_ci_is_no_failure(tmp_path: Path) -> None:
    assert run(tmp_path, SUITE, CI="")[0] == 0


@pytest.mark.parametrize(
    "skip", ["pytest.importorskip('no_such_module')", "pytest.skip('x', allow_module_level=True)"]
)
def test_module_that_skips_itself_fails_the_run_in_ci(tmp_path: Path, skip: str) -> None:
    status, _ = run(tmp_path, f"import pytest\n{skip}\ndef test_nothing(): pass\n")
    assert status != 0


def test_each_worker_begins_with_plays_and_the_longest_comes_first(tmp_path: Path) -> None:
    asked = ("--collect-only", "-q")
    status, output = run(tmp_path, PLAYS, "", *asked, PYTEST_XDIST_WORKER_COUNT="2")
    assert status == 0
    order = [line.split("::")[1] for line in output.splitlines() if "::" in line]
    assert order == ["test_long_play", "test_first", "test_play", "test_last"]


def test_a_table_that_each_worker_would_read_in_another_order_is_refused(tmp_path: Path) -> None:
    table = '@pytest.mark.parametrize("word", {"a", "b"})\n'
    status, output = run(tmp_path, f"import pytest\n{table}def test_word(word): pass\n")
    assert status != 0
    assert "has no order" in output


def test_what_tests_leave_behind_goes_with_the_run(tmp_path: Path) -> None:
    outside, suite = tmp_path / "outside", tmp_path / "suite"
    outside.mkdir()
    suite.mkdir()
    # As `pyproject.toml` has it, which this small suite does not read.
    policy = ("-o", "tmp_path_retention_policy=failed")
    assert run(suite, LEAVING, "", *policy, TMPDIR=str(outside))[0] == 0
    assert [path for path in outside.glob("*/*") if not path.is_symlink()] == []
    assert [path.name.partition("-of-")[0] for path in outside.iterdir()] == ["pytest"]
