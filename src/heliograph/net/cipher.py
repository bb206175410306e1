"""Opening and sealing long packets beside the event loop: a MiB takes the cipher milliseconds."""

from collections.abc import Callable
from typing import TypeVar

from heliograph.threads import BackgroundThreads

Result = TypeVar("Result")

ASIDE_BYTES = 64 << 10
"""A shorter packet takes no longer than a thread takes to be woken."""

_THREADS = 2


class Cipher:
    """Threads for work that often lets the interpreter's lock go."""

    def __init__(self) -> None:
        self._threads = BackgroundThreads("cipher", _THREADS)

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """What the work gives, or raises."""
        return await self._threads.compute(work)

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.abandon()
