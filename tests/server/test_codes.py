"""Delivery of login codes, by where they can go."""

import asyncio
import contextlib
import io
import os
import sys
import termios
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from heliograph.server.codes import (
    FileCodes,
    NoCodes,
    TerminalCodes,
    codes_to,
)
from heliograph.server.delivery_thread import DeliveryBounds, DeliveryStuck, DeliveryThread
from heliograph.server.files import UnsafeFile
from heliograph.telemetry import metrics


async def test_file_gets_a_line_per_code_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "codes"
    codes = codes_to(path, warn=pytest.fail)
    assert codes.available
    await codes.deliver_code("79991234567", "012345")
    await codes.deliver_code("15550001", "987654")
    assert path.read_text() == "79991234567 012345\n15550001 987654\n"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_file_that_was_rotated_is_made_again(tmp_path: Path) -> None:
    codes = FileCodes(tmp_path / "codes", warn=pytest.fail)
    (tmp_path / "codes").unlink()
    await codes.deliver_code("1", "2")
    assert (tmp_path / "codes").read_text() == "1 2\n"


def test_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(UnsafeFile, match="cannot be written"):
        codes_to(tmp_path / "missing" / "codes", warn=pytest.fail)


async def test_console_prints_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, terminal = os.openpty()
    monkeypatch.setattr(
        sys, "stderr", SimpleNamespace(isatty=lambda: True, fileno=lambda: terminal)
    )
    codes = codes_to(None, warn=pytest.fail)
    assert isinstance(codes, TerminalCodes)
    await codes.deliver_code("79991234567", "012345")
    assert os.read(shown, 1000) == b"login code for +79991234567: 012345\r\n"
    os.close(terminal)
    os.close(shown)


async def test_stopped_terminal_holds_up_nothing_but_codes() -> None:
    shown, terminal = os.openpty()
    termios.tcflow(terminal, termios.TCOOFF)
    codes = TerminalCodes(terminal, DeliveryBounds(timeout_s=0.05))
    for code in ("first", "late"):
        # It could not raise if the event loop stood still.
        with pytest.raises(DeliveryStuck):
            await codes.deliver_code("1", code)
    termios.tcflow(terminal, termios.TCOON)
    screen = b""
    while b"next" not in screen:
        with contextlib.suppress(DeliveryStuck):
            await codes.deliver_code("1", "next")
        screen += os.read(shown, 1000)
    assert screen.startswith(b"login code for +1: first\r\nlogin code for +1: next\r\n")
    os.close(terminal)
    os.close(shown)


async def test_codes_behind_a_stuck_one_are_bounded_and_not_begun_late() -> None:
    thread, begun, go_on = (
        DeliveryThread("test", DeliveryBounds(timeout_s=0.05, waiting_max=1)),
        [],
        threading.Event(),
    )

    def stick() -> None:
        begun.append("stuck")
        go_on.wait()

    with pytest.raises(DeliveryStuck, match="within"):
        await thread.run(stick)
    late, refused = await asyncio.gather(
        *(thread.run(lambda: begun.append("late")) for _ in range(2)), return_exceptions=True
    )
    assert isinstance(late, DeliveryStuck)
    assert "too many" in str(refused)
    go_on.set()
    while "next" not in begun:
        with contextlib.suppress(DeliveryStuck):
            await thread.run(lambda: begun.append("next"))
    assert begun == ["stuck", "next"]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_plain_file_stops_the_start(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "codes")
    with pytest.raises(UnsafeFile, match="not a plain file"):
        codes_to(tmp_path / "codes", warn=pytest.fail)


async def test_fifo_put_in_the_place_of_the_file_is_an_error_and_no_wait(tmp_path: Path) -> None:
    codes = FileCodes(tmp_path / "codes", warn=pytest.fail)
    (tmp_path / "codes").unlink()
    os.mkfifo(tmp_path / "codes")
    failed = metrics.CODES_FAILED._value.get()
    with pytest.raises(OSError, match="No such device"):
        await codes.deliver_code("1", "2")
    reader = os.open(tmp_path / "codes", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(OSError, match="not a plain file"):
        await codes.deliver_code("1", "2")
    os.close(reader)
    assert metrics.CODES_FAILED._value.get() == failed + 2


def test_file_that_others_can_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "codes").touch()
    (tmp_path / "codes").chmod(0o644)
    warnings: list[str] = []
    assert codes_to(tmp_path / "codes", warn=warnings.append).available
    assert "0644" in warnings[0]
    assert "chmod 600" in warnings[0]


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
