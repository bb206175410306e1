"""Terminals and pipes that stop, hang up, or were never there."""

import os
import signal
import socket
import termios
import time
import urllib.request
from typing import Any

import pytest


def full_pipe() -> tuple[int, int]:
    """A pipe into which not one byte more goes, until somebody reads."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    for size in (4096, 1):
        try:
            while os.write(writing, bytes(size)):
                pass
        except BlockingIOError:
            pass
    os.set_blocking(writing, True)
    return reading, writing


def test_log_that_nobody_reads_holds_up_neither_the_start_nor_the_end(servers: Any) -> None:
    reading, writing = full_pipe()
    server = servers.start(streams={"stderr": writing})
    assert server.ready
    assert server.stop() == 0
    os.close(reading)
    os.close(writing)


def test_terminal_that_was_stopped_holds_up_nothing(servers: Any) -> None:
    shown, terminal = os.openpty()
    server = servers.start(streams={"stderr": terminal}, HELIOGRAPH_LOG_LEVEL="debug")
    host, port = server.ready["mtproto"].split(":")
    termios.tcflow(terminal, termios.TCOOFF)
    # No transport begins like this: the connection ends with a line in the log.
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n" + bytes(64))
        while client.recv(4096):
            pass
    with urllib.request.urlopen(server.ready["http"] + "/healthz", timeout=5) as answer:
        assert answer.status == 200
    assert server.stop() == 0
    os.close(terminal)
    os.close(shown)


def test_hangup_stops_the_server_cleanly(servers: Any) -> None:
    def hear_hangups() -> None:
        # Whoever runs the tests may have had them ignored.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    server = servers.start(streams={"preexec_fn": hear_hangups})
    assert server.ready
    assert server.stop(signal.SIGHUP) == 0
    assert not (servers.folder / "control.sock").exists()


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_stream_that_is_closed_harms_neither_the_start_nor_the_end(
    servers: Any, heliograph: Any, closed: int
) -> None:
    names = ("stdin", "stdout", "stderr")
    server = servers.start(streams={names[closed]: None, "preexec_fn": lambda: os.close(closed)})
    if closed == 1:
        deadline = time.monotonic() + 20
        while heliograph("methods", "--asked", "--data-dir", servers.folder).returncode:
            assert time.monotonic() < deadline
    else:
        assert server.ready
    assert server.stop() == 0
