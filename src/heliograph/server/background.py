"""Work that outlives the call it began in: started here, watched, and ended with the server."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType

from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)


class Background:
    """A task group whose tasks fail alone; leaving the context gives them a moment, then ends them.

    `spawn` implements `ports.spawn.Spawn`.
    """

    def __init__(self, *, grace_s: float) -> None:
        self._grace_s = grace_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._endless: set[asyncio.Task[None]] = set()
        self._group = asyncio.TaskGroup()

    async def __aenter__(self) -> "Background":
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._grace_s)
        for task in self._tasks | self._endless:
            task.cancel()
        # The tasks fail alone, so the group has nothing to add to whatever ended the context.
        await self._group.__aexit__(None, None, None)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Start a piece of work; its failure is logged and ends nothing else."""
        task = self._group.create_task(_guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def spawn_endless(self, work: Coroutine[object, object, None]) -> None:
        """Start work that only the end of the server ends, and that nobody waits for then."""
        self._endless.add(self._group.create_task(_guarded(work)))


async def _guarded(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("Background work failed.", work=getattr(work, "__qualname__", ""))
