"""The machine's clock, and the domain's, which tests may move forward."""

import time
from collections.abc import Callable


class SystemClock:
    """Implements `ports.clock.Clock`; `now` never goes back, whatever the machine's clock does."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead_s = 0
        self._latest = 0

    def wire_now(self) -> float:
        """The machine's Unix seconds: clients compare them with their own."""
        return self._source()

    def now(self) -> int:
        """Unix seconds for domain events, with what tests have added."""
        self._latest = max(self._latest, int(self._source()) + self._ahead_s)
        return self._latest

    def shift(self, seconds: int) -> int:
        """Move domain time forward and return it; ValueError for a step back."""
        if seconds < 0:
            raise ValueError("domain time moves only forward")
        self._ahead_s += seconds
        return self.now()
