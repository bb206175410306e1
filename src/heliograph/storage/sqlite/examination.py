"""A question that takes seconds, on a connection and in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import apsw

from heliograph.storage.sqlite.reader import Reader

Result = TypeVar("Result")

_STEPS_BETWEEN_LOOKS = 100_000
"""Some milliseconds: how long SQLite works before it looks whether it is to stop."""


class Examination:
    """Keeps the readers free while everything is read. Belongs to the event loop."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._stopped = threading.Event()
        # Not Connection.interrupt(): that is forgotten if it comes between two statements.
        connection.set_progress_handler(self._stopped.is_set, _STEPS_BETWEEN_LOOKS)
        self._reader = Reader(connection, name="store-examination", queue_max=1)

    def ask(self, question: Callable[[apsw.Connection], Result]) -> "asyncio.Future[Result]":
        """The answer, from one snapshot; apsw.InterruptError if `end` came before it."""
        return self._reader.ask(question)

    async def end(self) -> None:
        """Stop what runs, end the thread and close the connection. May be repeated."""
        self._stopped.set()
        await self._reader.close()
