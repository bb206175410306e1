"""Where login codes go: a terminal, a file, or plainly nowhere."""

import os
import stat
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

from heliograph.domain.texts import DEFAULT_LANGUAGE
from heliograph.ports.messenger import Messenger
from heliograph.server.delivery_thread import (
    DEFAULT_BOUNDS,
    DeliveryBounds,
    DeliveryStuck,
    DeliveryThread,
)
from heliograph.server.files import UnsafeFile
from heliograph.telemetry import metrics

NO_TERMINAL = (
    "login codes go nowhere: there is no terminal to print them to, so nobody can sign in. "
    "Set --codes file:PATH (or HELIOGRAPH_CODES=file:PATH) to append them to a file."
)


class TerminalCodes:
    """Prints codes to the terminal the server was started from."""

    available = True

    def __init__(self, descriptor: int, bounds: DeliveryBounds = DEFAULT_BOUNDS) -> None:
        self._descriptor = descriptor
        self._thread = DeliveryThread("codes", bounds)

    async def deliver_code(self, phone: str, code: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Print one line; raises OSError if the terminal is gone, DeliveryStuck if it hangs."""
        line = f"login code for +{phone}: {code}\n".encode("ascii")
        await _counted(self._thread.run(partial(self._print, line)))

    def _print(self, line: bytes) -> None:
        # Past Python's buffers: their lock, held by a stopped terminal, would abort the exit.
        while line:
            line = line[os.write(self._descriptor, line) :]


class FileCodes:
    """Appends `<phone digits> <code>` lines to a file only its owner can read."""

    available = True

    def __init__(
        self,
        path: Path,
        *,
        warn: Callable[[str], object],
        bounds: DeliveryBounds = DEFAULT_BOUNDS,
    ) -> None:
        self._path = path
        self._thread = DeliveryThread("codes", bounds)
        try:
            if path.exists() and not path.is_file():
                raise UnsafeFile(f"codes cannot be written to {path}: it is not a plain file")
            descriptor = self._open()
        except OSError as error:
            raise UnsafeFile(f"codes cannot be written to {path}: {error.strerror}") from None
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        os.close(descriptor)
        if mode & 0o077:
            warn(f"login codes may be read by other users (mode {mode:04o}): run chmod 600 {path}")

    async def deliver_code(self, phone: str, code: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Append one line; raises OSError if the disk refuses it, DeliveryStuck if it hangs."""
        line = f"{phone} {code}\n".encode("ascii")
        await _counted(self._thread.run(partial(self._append, line)))

    def _append(self, line: bytes) -> None:
        # Opened for each code, so that the file may be rotated or removed; one write, so that
        # a reader never sees half a line.
        descriptor = self._open()
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        # Without O_NONBLOCK, a FIFO put in the file's place would block until it is read.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, 0o600)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(None, "not a plain file")
        return descriptor


async def _counted(delivery: Coroutine[object, object, None]) -> None:
    try:
        await delivery
    except (OSError, DeliveryStuck):
        metrics.CODES_FAILED.inc()
        raise
    metrics.CODES_SENT.inc()


class NoCodes:
    """Delivers nothing and says so, so that every number gets the same refusal."""

    available = False

    async def deliver_code(self, phone: str, code: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Never reached through the actions, which ask `available` first."""


def codes_to(
    path: Path | None,
    *,
    warn: Callable[[str], object],
    bounds: DeliveryBounds = DEFAULT_BOUNDS,
) -> Messenger:
    """The delivery that the settings and the terminals at hand allow.

    Raises UnsafeFile.
    """
    if path is not None:
        return FileCodes(path, warn=warn, bounds=bounds)
    for stream in (sys.stderr, sys.stdout):
        if stream is not None and stream.isatty():
            return TerminalCodes(stream.fileno(), bounds)
    warn(NO_TERMINAL)
    return NoCodes()
