"""What earlier decisions propose, and what follows for who reports what is nothing."""

import pytest

from heliograph.safety.decisions import History, MeasureKind
from heliograph.safety.strikes import (
    READ_WITHIN_S,
    UNHEARD_S,
    Reporting,
    history_of,
    judged,
    proposed,
)

NOW = 1_700_000_000
ALL = tuple(MeasureKind)


@pytest.mark.parametrize(
    ("strikes", "gravest"),
    [
        (0, MeasureKind.REMOVE),
        (1, MeasureKind.READ_ONLY),
        (2, MeasureKind.FREEZE),
        (3, MeasureKind.TERMINATE),
        (9, MeasureKind.TERMINATE),
    ],
)
def test_each_strike_proposes_one_step_more(strikes: int, gravest: MeasureKind) -> None:
    found = proposed(ALL, History(strikes=strikes))
    assert found[0] is MeasureKind.WARN
    assert found[-1] is gravest
    assert found == tuple(kind for kind in ALL if kind in found)


@pytest.mark.parametrize(
    ("told", "history"),
    [
        ((), History()),
        ((None,), History(unread=1)),
        ((NOW,), History(unread=1)),
        ((NOW - READ_WITHIN_S + 1,), History(unread=1)),
        ((NOW - READ_WITHIN_S,), History(strikes=1)),
        ((None, NOW - 60, 5), History(strikes=1, unread=2)),
    ],
)
def test_a_warning_counts_once_it_could_be_read(
    told: tuple[int | None, ...], history: History
) -> None:
    assert history_of(told, now=NOW) == history


def test_how_long_somebody_has_to_read_it_is_a_limit() -> None:
    assert history_of((NOW - 60,), now=NOW, read_within_s=60) == History(strikes=1)
    assert history_of((NOW - 60,), now=NOW, read_within_s=61) == History(unread=1)


def test_nothing_is_proposed_that_cannot_be_done() -> None:
    possible = (MeasureKind.WARN, MeasureKind.FREEZE)
    assert proposed(possible, History(strikes=9)) == possible


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Reporting(rejected=4), Reporting(rejected=4)),
        (Reporting(rejected=5), Reporting(rejected=5, warned=5)),
        (Reporting(rejected=7, upheld=2), Reporting(rejected=7, upheld=2)),
        (Reporting(rejected=8, upheld=2), Reporting(rejected=8, upheld=2, warned=8)),
        (Reporting(rejected=7, warned=5), Reporting(rejected=7, warned=5)),
        (
            Reporting(rejected=8, warned=5),
            Reporting(rejected=8, warned=8, unheard_until=NOW + UNHEARD_S),
        ),
        (
            Reporting(rejected=10, warned=8, unheard_until=NOW + 1),
            Reporting(rejected=10, warned=8, unheard_until=NOW + 1),
        ),
    ],
)
def test_who_is_often_wrong_is_warned_before_they_are_not_heard(
    before: Reporting, after: Reporting
) -> None:
    assert judged(before, now=NOW) == after
