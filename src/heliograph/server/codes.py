"""Where login codes go: a terminal, a file, or plainly nowhere."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from heliograph.ports.messenger import Messenger
from heliograph.server.files import UnsafeFile
from heliograph.telemetry import metrics

NO_TERMINAL = (
    "login codes go nowhere: there is no terminal to print them to, so nobody can sign in. "
    "Set --codes file:PATH (or HELIOGRAPH_CODES=file:PATH) to append them to a file."
)


class TerminalCodes:
    """Prints codes to the terminal the server was started from."""

    available = True

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    async def deliver_code(self, phone: str, code: str) -> None:
        """Print one line."""
        print(f"login code for +{phone}: {code}", file=self._terminal, flush=True)
        metrics.CODES_SENT.inc()


class FileCodes:
    """Appends `<phone digits> <code>` lines to a file only its owner can read."""

    available = True

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            os.close(self._open())
        except OSError as error:
            raise UnsafeFile(f"codes cannot be written to {path}: {error.strerror}") from None

    async def deliver_code(self, phone: str, code: str) -> None:
        """Append one line; raises OSError if the disk refuses it."""
        # Opened for each code, so that the file may be rotated or removed; one write, so that
        # a reader never sees half a line. A few bytes do not block the loop noticeably.
        try:
            descriptor = self._open()
            try:
                os.write(descriptor, f"{phone} {code}\n".encode("ascii"))
            finally:
                os.close(descriptor)
        except OSError:
            metrics.CODES_FAILED.inc()
            raise
        metrics.CODES_SENT.inc()

    def _open(self) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        return os.open(self._path, flags, 0o600)


class NoCodes:
    """Delivers nothing and says so, so that every number gets the same refusal."""

    available = False

    async def deliver_code(self, phone: str, code: str) -> None:
        """Never reached through the actions, which ask `available` first."""


def codes_to(path: Path | None, *, warn: Callable[[str], object]) -> Messenger:
    """The delivery that the settings and the terminals at hand allow."""
    if path is not None:
        return FileCodes(path)
    for stream in (sys.stderr, sys.stdout):
        if stream is not None and stream.isatty():
            return TerminalCodes(stream)
    warn(NO_TERMINAL)
    return NoCodes()
