"""Set-up by make, without its downloads."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_set_up_that_was_interrupted_is_taken_up_again(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "src").mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    # As a venv is while its pip is being installed.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    subprocess.run(["make", "install", "PIP=true"], cwd=tmp_path, env=environment, check=True)
    pip = [tmp_path / ".venv" / "bin" / "python", "-m", "pip", "--version"]
    assert subprocess.run(pip, capture_output=True).returncode == 0
