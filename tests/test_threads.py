"""Threads for what takes milliseconds give way, and compute no more at once than cores."""

import asyncio
import ctypes
import os
import platform
import struct
import threading
from collections.abc import AsyncIterator

import pytest

from heliograph import threads as module
from heliograph.threads import GIVES_WAY_BY, SLICE_NS, BackgroundThreads, wake_promptly

THREADS, CORES = 4, 2


@pytest.fixture
async def threads() -> AsyncIterator[BackgroundThreads]:
    threads = BackgroundThreads("test", THREADS)
    yield threads
    await threads.close()


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


class Crowd:
    """Work that stays until it may go, and counts how much of it there is at once."""

    def __init__(self) -> None:
        self.may_go = threading.Event()
        self._inside = threading.Semaphore(0)
        self.most = self._now = 0

    def __call__(self) -> None:
        self._now += 1
        self.most = max(self.most, self._now)
        self._inside.release()
        self.may_go.wait(10)
        self._now -= 1

    async def comes_to(self, many: int) -> bool:
        """Whether so many more come."""
        took = [await asyncio.to_thread(self._inside.acquire, timeout=5) for _ in range(many)]
        return all(took)


async def test_they_ask_for_less_of_a_core_than_the_loop(threads: BackgroundThreads) -> None:
    assert await threads.run(niceness) == min(niceness() + GIVES_WAY_BY, 19)


async def test_what_computes_takes_turns_and_what_waits_does_not(
    threads: BackgroundThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TURNS", threading.BoundedSemaphore(CORES))
    computing, waiting = Crowd(), Crowd()
    work = [asyncio.ensure_future(threads.compute(computing)) for _ in range(THREADS - 1)]
    assert await computing.comes_to(CORES)
    # The last thread is free for what waits, whose turn it never has to be.
    work.append(asyncio.ensure_future(threads.run(waiting)))
    assert await waiting.comes_to(1)
    waiting.may_go.set()
    computing.may_go.set()
    await asyncio.gather(*work)
    assert computing.most == CORES


async def test_a_turn_is_given_back_by_what_fails(
    threads: BackgroundThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TURNS", threading.BoundedSemaphore(1))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await threads.compute(lambda: 1 // 0)
    assert await threads.compute(lambda: 7) == 7


async def test_what_has_begun_is_finished_though_nobody_waits(threads: BackgroundThreads) -> None:
    crowd = Crowd()
    asked = asyncio.ensure_future(threads.run(crowd))
    assert await crowd.comes_to(1)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    crowd.may_go.set()
    await threads.close()
    assert crowd._now == 0


async def test_who_waits_for_the_disk_asks_for_short_turns_and_no_other_niceness() -> None:
    number = {"x86_64": 315, "aarch64": 275}.get(platform.machine())
    if number is None or os.sched_getscheduler(0) != os.SCHED_OTHER:
        pytest.skip("nobody knows here how to ask the system")
    told = struct.Struct("=IIQiIQQQ")
    answer = ctypes.create_string_buffer(told.size)

    def ask() -> tuple[bool, int, int, int]:
        before = niceness()
        asked = wake_promptly()
        ctypes.CDLL(None).syscall(number, 0, answer, told.size, 0)
        return asked, before, niceness(), told.unpack(answer)[5]

    asked, before, after, slice_ns = await asyncio.to_thread(ask)
    assert after == before
    if not asked:
        pytest.skip("nobody may ask the system here")
    # Before Linux 6.12 the system has nothing to say of it.
    assert slice_ns in (SLICE_NS, 0)
