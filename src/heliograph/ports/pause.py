"""How work lets time pass, so that tests need not."""

from collections.abc import Awaitable, Callable

# Waits so many seconds of real time.
Pause = Callable[[float], Awaitable[None]]
