"""Threads for what takes a core or a disk milliseconds; whatever answers people goes first.

Ten files on their way keep a core busy for minutes, and each thread that works at one would have
the core for as long at a time as the event loop's: a message would wait at every step for them all.
So these threads ask the system for less, and compute in turns, of which there are as many as cores:
one more would bring nothing, and keep the interpreter's lock from the loop while it waits for a
core itself.
"""

import asyncio
import ctypes
import os
import platform
import struct
import sys
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

SLICE_NS = 100_000
"""The shortest turn that the system gives."""

SWITCH_S = 0.001
"""Python's own are five milliseconds, which whoever wants the interpreter waits for it."""

_SCHED_SETATTR = {"x86_64": 314, "aarch64": 274}
"""The call's number: the C library has no name for it before glibc 2.41."""

_ATTRIBUTES = struct.Struct("=IIQiIQQQ")
"""Size, policy, flags, niceness, priority, runtime, deadline, period.

https://man7.org/linux/man-pages/man2/sched_setattr.2.html
"""

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


def share_promptly() -> None:
    """Have the interpreter's threads take turns of a millisecond, where several have work.

    The writer lets the lock go at every step of every statement. Each time it waited for a turn of
    the event loop to end, so that a commit of ten messages took the longer the more came in:
    docs/decisions/0003-decision-inside-the-store.md has what was measured.
    """
    sys.setswitchinterval(SWITCH_S)


def wake_promptly() -> bool:
    """Have the calling thread go on as soon as it wakes; whether the system was told.

    For one that works for microseconds and waits for the disk in between: each time the system
    would let whoever computes finish a turn of milliseconds first. Since Linux 6.12 who asks for
    shorter turns need not wait for that; older ones take no notice. It costs others nothing.
    """
    number = _SCHED_SETATTR.get(platform.machine())
    if number is None or os.sched_getscheduler(0) != os.SCHED_OTHER:
        return False
    nice = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    asked = _ATTRIBUTES.pack(_ATTRIBUTES.size, os.SCHED_OTHER, 0, nice, 0, SLICE_NS, 0, 0)
    return bool(ctypes.CDLL(None).syscall(number, 0, asked, 0) == 0)


def _give_way() -> None:
    # Linux has a niceness of each thread. Where it is forbidden they are as urgent as the loop.
    with suppress(OSError):
        own = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, own, os.getpriority(os.PRIO_PROCESS, own) + GIVES_WAY_BY)


def _in_turn(work: Callable[[], Result]) -> Result:
    with _TURNS:
        return work()
