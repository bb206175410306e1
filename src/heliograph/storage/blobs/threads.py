"""Named threads for what blocks: disks, and arithmetic over whole files."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Threads:
    """So many threads, which begin with the first work."""

    def __init__(self, name: str, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=f"heliograph-{name}")

    async def run(self, work: Callable[[], Result]) -> Result:
        """What has begun is finished even if whoever asked is cancelled."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._pool, work))

    async def close(self) -> None:
        """Waits for what is under way."""
        await asyncio.to_thread(self._pool.shutdown)
