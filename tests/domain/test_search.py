"""Pages, days and positions of what a search found."""

import pytest

from heliograph.domain.search import Day, Match, days_of, spread

NOON = 1_700_000_000 - 1_700_000_000 % 86_400 + 43_200
FOUND = [Match(9, NOON + 86_400), Match(7, NOON + 60), Match(4, NOON), Match(1, NOON - 86_400)]


def test_days_begin_at_midnight_in_utc_and_follow_each_other_newest_first() -> None:
    midnight = NOON - 43_200
    assert days_of(FOUND) == (
        Day(date=midnight + 86_400, min_id=9, max_id=9, count=1),
        Day(date=midnight, min_id=4, max_id=7, count=2),
        Day(date=midnight - 86_400, min_id=1, max_id=1, count=1),
    )
    assert days_of([]) == ()


@pytest.mark.parametrize(
    ("most", "places"), [(0, []), (1, [0]), (2, [0, 2]), (3, [0, 2]), (4, [0, 1, 2, 3])]
)
def test_positions_are_spread_evenly(most: int, places: list[int]) -> None:
    assert [(place, match.id) for place, match in spread(FOUND, most)] == [
        (place, FOUND[place].id) for place in places
    ]
