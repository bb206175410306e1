"""Commands wait for a server that is just starting or stopping."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from heliograph.cli import reach
from heliograph.server.control import NoServer
from heliograph.server.lock import FolderInUse
from heliograph.telemetry import logs


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses of commands, on a clock that only they move."""
    pauses: list[float] = []
    clock = SimpleNamespace(sleep=pauses.append, monotonic=lambda: sum(pauses))
    monkeypatch.setattr(reach, "time", clock)
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    return pauses


def locked(*_: Any) -> Any:
    raise FolderInUse("in use")


def test_command_waits_until_a_starting_server_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paused: list[float]
) -> None:
    asked: Iterator[int] = itertools.count()

    def ask(*_: Any, **__: Any) -> str:
        if next(asked) < 3:
            raise NoServer
        return "answer"

    monkeypatch.setattr(reach, "ask", ask)
    monkeypatch.setattr(reach, "_run_here", locked)
    assert reach.run_command(str(tmp_path), "status") == "answer"
    assert len(paused) == 3


def test_command_gives_up_on_a_server_that_never_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paused: list[float]
) -> None:
    def ask(*_: Any, **__: Any) -> str:
        raise NoServer

    monkeypatch.setattr(reach, "ask", ask)
    monkeypatch.setattr(reach, "_run_here", locked)
    with pytest.raises(FolderInUse):
        reach.run_command(str(tmp_path), "status")
    assert 4 < sum(paused) < 7
