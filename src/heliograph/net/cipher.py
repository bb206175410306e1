"""Opening and sealing long packets beside the event loop: a MiB takes the cipher milliseconds."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

ASIDE_BYTES = 64 << 10
"""A shorter packet takes no longer than a thread takes to be woken."""

_THREADS = 2


class Cipher:
    """Threads for work that holds no lock of the interpreter's while it runs."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="heliograph-cipher")

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """What the work gives, or raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
