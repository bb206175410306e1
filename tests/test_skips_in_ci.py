"""The rule on skips, tried on a small suite of its own."""

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


def run(folder: Path, suite: str, allowed: str = "", ci: str = "true") -> tuple[int, str]:
    shutil.copy(CONFTEST, folder)
    (folder / "allowed_skips.toml").write_text(allowed)
    (folder / "test_suite.py").write_text(suite)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", folder, folder],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"CI": ci},
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
    assert run(tmp_path, SUITE, ci="")[0] == 0


@pytest.mark.parametrize(
    "skip", ["pytest.importorskip('no_such_module')", "pytest.skip('x', allow_module_level=True)"]
)
def test_module_that_skips_itself_fails_the_run_in_ci(tmp_path: Path, skip: str) -> None:
    status, _ = run(tmp_path, f"import pytest\n{skip}\ndef test_nothing(): pass\n")
    assert status != 0
