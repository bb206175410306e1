"""A server whose terms of service cannot be read says so and does not start."""

from pathlib import Path
from typing import Any


def test_server_without_its_terms_does_not_start(heliograph: Any, tmp_path: Path) -> None:
    missing = tmp_path / "no-terms.txt"
    done = heliograph(
        "serve",
        "--data-dir",
        tmp_path / "data",
        "--mtproto=127.0.0.1:0",
        "--http=127.0.0.1:0",
        HELIOGRAPH_TERMS_OF_SERVICE=str(missing),
    )
    assert done.returncode == 1
    assert f"terms_of_service: {missing}: No such file" in done.stderr
