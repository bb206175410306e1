"""What happens because its time has come, held back after a restore until the operator says so."""

import asyncio
from collections.abc import Awaitable, Callable


class DueWork:
    """A gate that is shut until `release`; belongs to the event loop."""

    def __init__(self) -> None:
        self._released = asyncio.Event()

    def release(self) -> None:
        """Open the gate, for good."""
        self._released.set()

    async def begin(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a piece of work once the gate is open."""
        await self._released.wait()
        await work()
