"""Token buckets: how often somebody may do something.

https://core.telegram.org/api/errors#420-flood
"""

from collections import OrderedDict
from collections.abc import Hashable
from math import ceil

from heliograph.domain.errors import Wait


class Buckets:
    """One token bucket per subject; a subject not heard of for a while has a full one.

    `most` calls at once, and `most` more over every `window_s` seconds. At most `subjects_max`
    buckets are kept, the one longest unused is forgotten first.
    """

    def __init__(self, most: int, window_s: int, *, subjects_max: int = 100_000) -> None:
        self._most = float(most)
        self._per_s = most / window_s
        self._subjects_max = subjects_max
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def spend(self, subject: Hashable, now: float, cost: int = 1) -> None:
        """Take `cost` tokens at monotonic time `now`, or raise FLOOD_WAIT_x."""
        level = self._level(subject, now)
        if level < cost:
            raise Wait(ceil((min(cost, self._most) - level) / self._per_s))
        self._levels[subject] = (level - cost, now)

    def left(self, subject: Hashable, now: float) -> tuple[int, int]:
        """The whole tokens there are, and in how many seconds there is one if there is none."""
        level = self._level(subject, now)
        return max(0, int(level)), ceil((1 - level) / self._per_s) if level < 1 else 0

    def charge(self, subject: Hashable, now: float, cost: int) -> None:
        """Take tokens for what was done already: those it lacks are waited for by the next.

        For one window at most.
        """
        level = self._level(subject, now)
        self._levels[subject] = (max(level - cost, -self._most), now)

    def _level(self, subject: Hashable, now: float) -> float:
        """The tokens there are now; makes room for a subject not heard of."""
        levels = self._levels
        known = levels.get(subject)
        if known is None:
            if len(levels) >= self._subjects_max:
                levels.popitem(last=False)
            return self._most
        levels.move_to_end(subject)
        return min(self._most, known[0] + (now - known[1]) * self._per_s)

    def __len__(self) -> int:
        return len(self._levels)
