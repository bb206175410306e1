"""Doing what devices are to be told: when it is due, a few at a time, one at a time for each."""

import asyncio
import time

from heliograph.actions.app import App
from heliograph.actions.push_sending import tell
from heliograph.domain.push import PushTask
from heliograph.ports.push import PushPost
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)

_LOOK_EVERY_S = 60
_AFTER_FAULT_S = 5
_COUNTED_EVERY_S = 10


class PushLoop:
    """Tells devices what is due; `wake` it when there is something new.

    At most `at_once` devices are being told, so that those that do not answer hold up few others.
    """

    def __init__(self, app: App, post: PushPost, *, at_once: int) -> None:
        self._app = app
        self._post = post
        self._at_once = at_once
        self._woken = asyncio.Event()
        self._under_way: set[int] = set()
        self._counted = 0.0

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    async def run(self) -> None:
        """Go on as long as the server lives; what a restart left is done first."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._woken.clear()
                try:
                    wait_s = await self._start_due(group)
                    await self._count()
                except Exception:
                    # The outermost loop of a worker: what failed is still due.
                    log.exception("Looking for what devices are to be told failed.")
                    wait_s = _AFTER_FAULT_S
                await self._sleep(wait_s)

    async def _start_due(self, group: asyncio.TaskGroup) -> float:
        """Begin what is due now; gives how long nothing else will be, in seconds."""
        while (room := self._at_once - len(self._under_way)) > 0:
            now = self._app.clock.now()
            tasks, next_due = await self._app.store.due_pushes(
                now=now, at_most=room, except_devices=tuple(self._under_way)
            )
            if not tasks:
                return _LOOK_EVERY_S if next_due is None else max(next_due - now, 0)
            for task in tasks:
                if task.device.id not in self._under_way:
                    self._under_way.add(task.device.id)
                    group.create_task(self._tell(task))
        return _LOOK_EVERY_S

    async def _tell(self, task: PushTask) -> None:
        try:
            await tell(self._app, self._post, task)
        except Exception:
            # The outermost place of a task: it is still due, and tried when others are.
            log.exception("Telling a device failed.", kind=task.device.kind.name)
            await asyncio.sleep(_AFTER_FAULT_S)
        finally:
            self._under_way.discard(task.device.id)
            self.wake()

    async def _sleep(self, wait_s: float) -> None:
        try:
            async with asyncio.timeout(min(wait_s, _LOOK_EVERY_S)):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _count(self) -> None:
        if time.monotonic() - self._counted > _COUNTED_EVERY_S:
            self._counted = time.monotonic()
            metrics.PUSH_TASKS.set(await self._app.store.pushes_waiting())
