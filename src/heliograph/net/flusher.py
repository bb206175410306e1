"""Gathers what a loop turn has produced, so that each connection is written to once."""

import asyncio
from typing import Protocol

from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)


class Flushable(Protocol):
    """Something that writes out what it has queued."""

    def flush(self) -> None: ...

    def abort(self, reason: str) -> None: ...


class Flusher:
    """Calls `flush` once per loop turn on everything that was added in it."""

    __slots__ = ("_loop", "_waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[Flushable] = []

    def add(self, connection: Flushable) -> None:
        """Have `connection` flushed; the caller sees to it that it is added once per turn."""
        if not self._waiting:
            self._loop.call_soon(self._run)
        self._waiting.append(connection)

    def _run(self) -> None:
        waiting, self._waiting = self._waiting, []
        for connection in waiting:
            try:
                connection.flush()
            except Exception:
                # Those behind it would never be woken again.
                log.exception("flush failed")
                connection.abort("fault")
