"""A log that is not read makes nobody wait."""

import logging
import os
from collections.abc import Iterator

import pytest

from heliograph.telemetry import metrics
from heliograph.telemetry.log_thread import ThreadHandler


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Both ends; the writing one stays with the thread, which may still be in it."""
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def line(text: str) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": text, "levelno": logging.INFO})


def read_until(reading: int, end: bytes) -> bytes:
    found = b""
    while end not in found:
        found += os.read(reading, 1 << 20)
    return found


def test_lines_are_written_in_order(pipe: tuple[int, int]) -> None:
    handler = ThreadHandler(pipe[1], waiting_max=10)
    for number in range(5):
        handler.emit(line(f"line {number} \udcff"))
    handler.wait(5)
    expected = "".join(f"line {number} \\udcff\n" for number in range(5))
    assert os.read(pipe[0], 1000).decode() == expected


def test_lines_too_many_are_dropped_counted_and_told(pipe: tuple[int, int]) -> None:
    handler, before = ThreadHandler(pipe[1], waiting_max=2), metrics.LOG_DROPPED._value.get()
    handler.emit(line("x" * 100_000))
    while handler.lines_waiting:
        pass
    # The thread hangs in that one; two more wait.
    for number in range(5):
        handler.emit(line(f"line {number}"))
    assert metrics.LOG_DROPPED._value.get() == before + 3
    handler.wait(0.05)
    read_until(pipe[0], b"line 1\n")
    handler.wait(5)
    handler.emit(line("later"))
    told = read_until(pipe[0], b"later\n").decode()
    assert told == "3 log lines were dropped: nobody read those before them.\nlater\n"
    handler.emit(line("last"))
    assert read_until(pipe[0], b"last\n") == b"last\n"


def test_a_write_that_takes_part_of_a_line_is_gone_on_with(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    handler = ThreadHandler(pipe[1], waiting_max=2)
    handler.emit(line("a line of 26 letters in all"))
    handler.wait(5)
    assert os.read(pipe[0], 1000) == b"a line of 26 letters in all\n"


def test_line_that_cannot_be_written_is_counted() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    handler, before = ThreadHandler(full, waiting_max=2), metrics.LOG_DROPPED._value.get()
    handler.emit(line("lost"))
    handler.wait(5)
    assert metrics.LOG_DROPPED._value.get() == before + 1
    os.close(full)
