"""Arithmetic beside the event loop: in order, apart from it, and without a word once it is over."""

import asyncio
import threading

import pytest

from heliograph.net.work_thread import WorkThread


async def test_pieces_are_done_in_order_by_one_other_thread() -> None:
    thread = WorkThread("worker")
    done: list[tuple[int, threading.Thread]] = []

    def piece(number: int) -> int:
        done.append((number, threading.current_thread()))
        return number

    numbers = await asyncio.gather(*(thread.run(lambda n=n: piece(n)) for n in range(5)))
    assert numbers == [number for number, _ in done] == list(range(5))
    (worker,) = {by for _, by in done}
    assert worker is not threading.main_thread()
    thread.close()
    worker.join(5)
    assert not worker.is_alive()


async def test_what_a_piece_raises_is_its_callers_and_the_next_one_is_done() -> None:
    thread = WorkThread("worker")
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    assert await thread.run(lambda: 7) == 7
    thread.close()


async def test_what_waits_at_the_end_is_cancelled() -> None:
    thread = WorkThread("worker")
    begun, go_on = threading.Event(), threading.Event()

    def first() -> str:
        begun.set()
        go_on.wait(5)
        return "done"

    running = asyncio.ensure_future(thread.run(first))
    waiting = asyncio.ensure_future(thread.run(lambda: "never"))
    await asyncio.to_thread(begun.wait, 5)
    thread.close()
    go_on.set()
    assert await running == "done"
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize("begun", [False, True])
async def test_what_is_asked_for_after_the_end_is_cancelled(begun: bool) -> None:
    thread = WorkThread("worker")
    if begun:
        assert await thread.run(lambda: 7) == 7
    thread.close()
    late = asyncio.ensure_future(thread.run(lambda: "never"))
    await asyncio.wait([late], timeout=5)
    assert late.cancelled()


@pytest.mark.parametrize("ending", [SystemExit, KeyboardInterrupt, StopIteration])
async def test_an_exit_in_the_work_ends_neither_the_thread_nor_the_loop(
    ending: type[BaseException],
) -> None:
    thread = WorkThread("worker")

    def leaves() -> None:
        raise ending

    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError) as caught:
            await thread.run(leaves)
        assert isinstance(caught.value.__cause__, ending)
        assert await thread.run(lambda: 7) == 7
    thread.close()
