"""The outermost loop of what happens by itself."""

import asyncio
from collections.abc import Awaitable, Callable

from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)


async def repeat(
    work: Callable[[], Awaitable[object]],
    what: str,
    *,
    every_s: float,
    at_once: bool = False,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Do something time after time; what fails is logged and done the next time. Never ends."""
    if not at_once:
        await pause(every_s)
    while True:
        try:
            await work()
        except Exception:
            # The outermost loop of a worker: the others go on, and so does this one.
            log.exception(f"{what} failed.")
        await pause(every_s)
