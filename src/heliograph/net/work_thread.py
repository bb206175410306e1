"""One thread beside the event loop that does one piece of work after the other.

An executor would do, at twice the CPU: a future of its own for every piece, chained to the loop's.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")
_Piece = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class WorkThread:
    """Begins with the first piece of work. All but the work itself belongs to one event loop."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    async def run(self, work: Callable[[], Result]) -> Result:
        """What the work gives or raises; cancelling does not stop what has begun.

        After `close` it is cancelled. What is no fault of the work's own, as an exit, is a
        RuntimeError: it is the thread's to outlive, and no reason for the loop to end.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        if self._closed:
            future.cancel()
        else:
            self._begin()
            self._pieces.put((work, future))
        return await future

    def _begin(self) -> None:
        if self._thread is None:
            thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            thread.start()
            self._thread = thread

    def close(self) -> None:
        """Cancel what has not begun, and let the thread end."""
        self._closed = True
        with suppress(queue.Empty):
            while True:
                piece = self._pieces.get_nowait()
                if piece is not None:
                    piece[1].cancel()
        self._pieces.put(None)

    def _serve(self) -> None:
        while (piece := self._pieces.get()) is not None:
            work, future = piece
            if future.cancelled():
                continue
            result, error = None, None
            try:
                result = work()
            except BaseException as raised:
                error = _told(raised)
            try:
                future.get_loop().call_soon_threadsafe(_settle, future, result, error)
            except RuntimeError:
                # The loop is closed: nobody waits any more.
                return


def _told(raised: BaseException) -> Exception:
    """What a future may hold of it: no StopIteration, and nothing that ends the event loop."""
    if isinstance(raised, Exception) and not isinstance(raised, StopIteration):
        return raised
    error = RuntimeError(f"the work ended by {raised!r}")
    error.__cause__ = raised
    return error


def _settle(future: "asyncio.Future[Any]", result: Any, error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
