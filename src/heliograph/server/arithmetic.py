"""The thread that powers of 2,048-bit numbers are computed in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from heliograph.domain.errors import WorkerBusy

Result = TypeVar("Result")

_WAITING_MAX = 500
"""One to two seconds of it; beyond that callers are told to come back."""


class ArithmeticThread:
    """Implements `ports.compute.Compute`: one piece after the other, the loop runs on meanwhile.

    The thread begins with the first piece and ends with the interpreter.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="heliograph-srp")
        self._waiting = 0

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """Raises WORKER_BUSY_TOO_LONG_RETRY when too many pieces wait."""
        if self._waiting >= _WAITING_MAX:
            raise WorkerBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1
