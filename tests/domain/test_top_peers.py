"""Who is written to most, as of late."""

from math import e

import pytest

from heliograph.domain.top_peers import DECAY_S, rate

NOW = 100_000_000


def test_who_is_written_to_more_comes_first() -> None:
    rated = rate([(2, NOW), (3, NOW), (3, NOW), (1, NOW)], now=NOW)
    assert [(one.peer_id, one.rating) for one in rated] == [(3, 2.0), (1, 1.0), (2, 1.0)]


def test_what_is_long_ago_counts_less() -> None:
    (one,) = rate([(2, NOW - DECAY_S), (2, NOW - 2 * DECAY_S)], now=NOW)
    assert one.rating == pytest.approx(1 / e + 1 / e**2)
