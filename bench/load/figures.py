"""Numbers from numbers: percentiles, medians and spreads."""

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of all are not above; 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(percent / 100 * len(ordered)))]


def middle(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def spread_percent(values: Sequence[float]) -> float:
    """How far the largest is above the smallest, in percent of the median."""
    return (max(values) - min(values)) / median(values) * 100
