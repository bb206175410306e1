"""Charts as numbers for inline SVG: bars whose length says it, so that no colour is needed."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from heliograph.web.transparency.figures import Count

DAYS = 31
"""Days in a chart of everything: as many as in one of a month."""

WIDTH = 100
HEIGHT = 100
_BAR = 0.8
"""Of the width of a day; the rest is between two bars."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One day: where its bar begins, and how high it is for all entries and for decisions."""

    day: str
    count: Count
    left: float
    width: float
    entries: float
    decisions: float


def day_bars(days: Mapping[str, Count], *, month: str) -> Sequence[Bar]:
    """A bar for each day of a month, or for "" of the days up to the newest; none for no entry."""
    if not days:
        return ()
    shown = _days_of(month) if month else _days_until(max(days))
    counts = [days.get(day, Count()) for day in shown]
    most = max(1, *(count.entries for count in counts))
    step = WIDTH / len(shown)
    return [
        Bar(
            day=day,
            count=count,
            left=round(number * step + step * (1 - _BAR) / 2, 3),
            width=round(step * _BAR, 3),
            entries=round(HEIGHT * count.entries / most, 3),
            decisions=round(HEIGHT * count.decisions / most, 3),
        )
        for number, (day, count) in enumerate(zip(shown, counts, strict=True))
    ]


def share(part: int, whole: int) -> float:
    """How long a bar is, of `WIDTH`."""
    return round(WIDTH * part / whole, 3) if whole else 0.0


def _days_of(month: str) -> Sequence[str]:
    year, number = int(month[:4]), int(month[5:])
    return [f"{month}-{day:02}" for day in range(1, monthrange(year, number)[1] + 1)]


def _days_until(newest: str) -> Sequence[str]:
    last = date.fromisoformat(newest)
    return [(last - timedelta(days=back)).isoformat() for back in reversed(range(DAYS))]
