"""Starts the driver as its own process and talks to it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[2]
_WAIT_S = 30


class Driver:
    """A running driver process; `port` is where it listens."""

    def __init__(self, process: subprocess.Popen[str], *, port: int, pid: int) -> None:
        self._process = process
        self._pid = pid
        self.port = port

    def connect(self) -> "Conversation":
        return Conversation(self.port)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone (and what traces it, too)."""
        os.kill(self._pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> tuple[int, str]:
        """Wait for its end; gives the exit status and what it said on stderr."""
        stderr = self._process.communicate(timeout=_WAIT_S)[1]
        return self._process.returncode, stderr


class Conversation:
    """One connection to the driver, one request at a time."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_WAIT_S)
        self._answers = self._socket.makefile("rb")
        self.port = self._socket.getsockname()[1]

    def ask(self, **request: Any) -> dict[str, Any] | None:
        """The answer, or None if the driver is gone."""
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n")
            line = self._answers.readline()
        except ConnectionError:
            return None
        return json.loads(line) if line.endswith(b"\n") else None

    def close(self) -> None:
        self._answers.close()
        self._socket.close()


@contextmanager
def driver(folder: Path, *options: str, under: Sequence[str] = ()) -> Iterator[Driver]:
    """The driver on a folder, killed at the end if it still runs; `under` is what traces it."""
    command = [*under, sys.executable, "-m", "support.powercut.driver", str(folder), *options]
    process = subprocess.Popen(
        command,
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        if words[:1] != ["ready"]:
            raise RuntimeError(process.communicate(timeout=_WAIT_S)[1])
        driven = Driver(process, port=int(words[1]), pid=int(words[2]))
        yield driven
        if process.poll() is None:
            driven.kill()
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
