"""Which spans are periods, and what is a figure."""

from datetime import UTC, datetime

import pytest

from heliograph.safety.attesting import check_figures, span_of, tables_of
from heliograph.safety.decisions import Counted
from heliograph.safety.errors import SafetyRefused


def at(*date: int) -> int:
    return int(datetime(*date, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("period", "begun", "ended"),
    [
        ("2026", (2026, 1, 1), (2027, 1, 1)),
        ("2026-10", (2026, 10, 1), (2026, 11, 1)),
        ("2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("2028-02", (2028, 2, 1), (2028, 3, 1)),
        ("2026-10-31", (2026, 10, 31), (2026, 11, 1)),
    ],
)
def test_a_period_is_a_year_a_month_or_a_day(
    period: str, begun: tuple[int, ...], ended: tuple[int, ...]
) -> None:
    assert span_of(period) == (at(*begun), at(*ended))


@pytest.mark.parametrize("period", ["", "26", "2026-13", "2026-00", "October", "2026-1", "2026-W1"])
def test_what_is_none_is_refused(period: str) -> None:
    with pytest.raises(SafetyRefused, match="no year, month or day"):
        span_of(period)


@pytest.mark.parametrize(
    "figures",
    [
        {"Staff": 1},
        {"": 1},
        {"x" * 41: 1},
        {"note": ""},
        {"note": "two\nlines"},
        {"note": "x" * 101},
        {"decisions": 1},
        {"appeals_upheld": 1},
        {f"f{number}": 1 for number in range(51)},
    ],
)
def test_what_is_no_figure_is_refused(figures: dict[str, int | str]) -> None:
    with pytest.raises(SafetyRefused):
        check_figures(figures)


def test_each_category_has_a_table_of_its_keywords() -> None:
    counted = [Counted("A", "x", 12), Counted("A", "y", 3), Counted("B", "x", 1)]
    assert [(one.of["category"], dict(one.cells)) for one in tables_of(counted)] == [
        ("A", {"x": 12, "y": 3}),
        ("B", {"x": 1}),
    ]
