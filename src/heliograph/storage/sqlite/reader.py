"""Reader threads: each answers from its own connection, one consistent snapshot per question."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import apsw

from heliograph.domain.errors import WorkerBusy

Result = TypeVar("Result")
_Question = tuple[Callable[[apsw.Connection], Any], "asyncio.Future[Any]"]

_TOGETHER = 16
"""Answers handed to the loop in one call: waking it costs more than most questions."""


class Reader:
    """One connection and its thread. `ask` belongs to the event loop."""

    def __init__(self, connection: apsw.Connection, *, name: str, queue_max: int) -> None:
        self._connection = connection
        self._queue_max = queue_max
        self._loop = asyncio.get_running_loop()
        self._questions: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._closed = False
        self._waiting = 0
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many questions are not answered yet, the one in work included."""
        return self._waiting

    def ask(self, work: Callable[[apsw.Connection], Result]) -> "asyncio.Future[Result]":
        """The answer sees every change acknowledged before. WorkerBusy when the queue is full."""
        if self._closed:
            raise RuntimeError("the store is closed")
        if self._waiting >= self._queue_max:
            raise WorkerBusy
        self._waiting += 1
        future: asyncio.Future[Result] = self._loop.create_future()
        self._questions.put((work, future))
        return future

    async def close(self) -> None:
        """Answer what is queued, end the thread and close the connection."""
        self._closed = True
        self._questions.put(None)
        await self._ended.wait()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (question := self._questions.get()) is not None:
            answers = [self._answer(*question)]
            while len(answers) < _TOGETHER and self._questions.qsize():
                following = self._questions.get()
                if following is None:
                    self._questions.put(None)
                    break
                answers.append(self._answer(*following))
            self._loop.call_soon_threadsafe(self._resolve, answers)
        self._loop.call_soon_threadsafe(self._ended.set)

    def _answer(
        self, work: Callable[[apsw.Connection], Any], future: "asyncio.Future[Any]"
    ) -> tuple["asyncio.Future[Any]", Any, BaseException | None]:
        if future.cancelled():
            return future, None, None
        execute = self._connection.execute
        try:
            execute("BEGIN")
            try:
                return future, work(self._connection), None
            finally:
                execute("COMMIT")
        except Exception as error:
            return future, None, error

    def _resolve(
        self, answers: list[tuple["asyncio.Future[Any]", Any, BaseException | None]]
    ) -> None:
        self._waiting -= len(answers)
        for future, result, error in answers:
            if future.done():
                continue
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
