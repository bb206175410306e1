"""How many of a crowd are there: counted once for all who ask within a while."""

from collections import OrderedDict

KEPT_S = 30
"""Apps ask every few minutes, each that shows the group."""

_KEPT_MAX = 1_000
"""Channels, of those counted last."""


class OnlineCounts:
    """Of supergroups and channels, each with when it was counted (Unix seconds)."""

    def __init__(self) -> None:
        self._counts: OrderedDict[int, tuple[int, int]] = OrderedDict()

    def known(self, channel_id: int, *, now: int) -> int | None:
        """The number of one, None if that is to be counted anew."""
        count, date = self._counts.get(channel_id, (0, 0))
        return count if now < date + KEPT_S else None

    def note(self, channel_id: int, count: int, *, now: int) -> None:
        """One was counted."""
        self._counts[channel_id] = (count, now)
        self._counts.move_to_end(channel_id)
        while len(self._counts) > _KEPT_MAX:
            self._counts.popitem(last=False)
