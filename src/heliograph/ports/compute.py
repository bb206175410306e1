"""How arithmetic that takes milliseconds is kept off the event loop."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class Compute(Protocol):
    """Runs a pure function elsewhere; WORKER_BUSY_TOO_LONG_RETRY when too many wait."""

    def __call__(self, work: Callable[[], Result]) -> Awaitable[Result]: ...
