"""Threads for what takes a core or a disk milliseconds; whatever answers people goes first.

Ten files on their way keep a core busy for minutes, and each thread that works at one would have
the core for as long at a time as the event loop's: a message would wait at every step for them all.
So these threads ask the system for less, and compute in turns, of which there are as many as cores:
one more would bring nothing, and keep the interpreter's lock from the loop while it waits for a
core itself.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")

GIVES_WAY_BY = 5
"""Steps of niceness: a third of a core's time where the loop wants all. With many more, a thread
with the interpreter's lock would wait too long on a machine that others use too."""

_TURNS = threading.BoundedSemaphore(len(os.sched_getaffinity(0)))


class BackgroundThreads:
    """So many threads, which begin with the first work."""

    def __init__(self, name: str, count: int) -> None:
        self._pool = ThreadPoolExecutor(
            count, thread_name_prefix=f"heliograph-{name}", initializer=_give_way
        )

    async def run(self, work: Callable[[], Result]) -> Result:
        """For what waits, as for a disk. Finished even if whoever asked is cancelled."""
        return await asyncio.shield(self.begin(work))

    async def compute(self, work: Callable[[], Result]) -> Result:
        """For arithmetic that often lets the interpreter's lock go; it waits for its turn."""
        return await asyncio.shield(self.begin_computing(work))

    def begin(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """As `run`, for whoever waits for the end even if cancelled."""
        return asyncio.get_running_loop().run_in_executor(self._pool, work)

    def begin_computing(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """As `compute`, for whoever waits for the end even if cancelled."""
        return self.begin(partial(_in_turn, work))

    async def close(self) -> None:
        """Waits for what is under way."""
        await asyncio.to_thread(self._pool.shutdown)

    def abandon(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _give_way() -> None:
    # Linux has a niceness of each thread. Where it is forbidden they are as urgent as the loop.
    with suppress(OSError):
        own = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, own, os.getpriority(os.PRIO_PROCESS, own) + GIVES_WAY_BY)


def _in_turn(work: Callable[[], Result]) -> Result:
    with _TURNS:
        return work()
