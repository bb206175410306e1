"""Threads for what may hang outside: terminals, disks, mail servers, gateways."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

import msgspec


class DeliveryBounds(msgspec.Struct, frozen=True, kw_only=True):
    """How long one delivery may take (seconds), and how many may wait behind those under way."""

    timeout_s: float = 10.0
    waiting_max: int = 100


DEFAULT_BOUNDS = DeliveryBounds()


class DeliveryStuck(Exception):
    """A code could not be handed over in time."""


class DeliveryThread:
    """Runs what may block, in the order it came, in threads that the end does not wait for.

    No executor: the interpreter joins those before it ends, and a stopped terminal would hold it.
    """

    def __init__(self, name: str, bounds: DeliveryBounds, *, threads: int = 1) -> None:
        self._name = name
        self._timeout_s = bounds.timeout_s
        self._waiting: queue.Queue[tuple[Future[None], Callable[[], None]]]
        self._waiting = queue.Queue(bounds.waiting_max)
        self._threads_max = threads
        self._threads: list[threading.Thread] = []

    async def run(self, work: Callable[[], None]) -> None:
        """Have `work` done; raises DeliveryStuck, or what `work` raised.

        Work that waited too long for its turn is never begun.
        """
        done: Future[None] = Future()
        try:
            self._waiting.put_nowait((done, work))
        except queue.Full:
            raise DeliveryStuck("too many codes wait for delivery") from None
        if len(self._threads) < self._threads_max:
            thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._threads.append(thread)
            thread.start()
        try:
            async with asyncio.timeout(self._timeout_s):
                await asyncio.wrap_future(done)
        except TimeoutError:
            raise DeliveryStuck(f"not delivered within {self._timeout_s:g} s") from None

    def _work(self) -> None:
        while True:
            done, work = self._waiting.get()
            if not done.set_running_or_notify_cancel():
                continue
            try:
                work()
            # Whatever it is, it belongs to the one who waits.
            except Exception as error:
                done.set_exception(error)
            else:
                done.set_result(None)
