"""What was counted is known, as long as there is room for it."""

from heliograph.domain.counted_once import CountedOnce


def test_it_counts_once_until_it_is_forgotten() -> None:
    counted = CountedOnce(most=2)
    assert [counted.is_first(one) for one in (1, 1, 2, 1)] == [True, False, True, False]
    assert counted.is_first(3)
    assert len(counted) == 2
    assert [counted.is_first(one) for one in (2, 1)] == [False, True]
