"""Delivery of login codes, by where they can go."""

import io
import sys
from pathlib import Path

import pytest

from heliograph.server.codes import FileCodes, NoCodes, TerminalCodes, codes_to
from heliograph.server.files import UnsafeFile


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_file_gets_a_line_per_code_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "codes"
    codes = codes_to(path, warn=pytest.fail)
    assert codes.available
    await codes.deliver_code("79991234567", "012345")
    await codes.deliver_code("15550001", "987654")
    assert path.read_text() == "79991234567 012345\n15550001 987654\n"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_file_that_was_rotated_is_made_again(tmp_path: Path) -> None:
    codes = FileCodes(tmp_path / "codes")
    (tmp_path / "codes").unlink()
    await codes.deliver_code("1", "2")
    assert (tmp_path / "codes").read_text() == "1 2\n"


def test_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(UnsafeFile, match="cannot be written"):
        codes_to(tmp_path / "missing" / "codes", warn=pytest.fail)


async def test_console_prints_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    codes = codes_to(None, warn=pytest.fail)
    assert isinstance(codes, TerminalCodes)
    await codes.deliver_code("79991234567", "012345")
    assert "012345" in terminal.getvalue()


def test_without_a_terminal_codes_go_nowhere_and_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    warnings: list[str] = []
    codes = codes_to(None, warn=warnings.append)
    assert isinstance(codes, NoCodes)
    assert not codes.available
    assert "file:PATH" in warnings[0]
