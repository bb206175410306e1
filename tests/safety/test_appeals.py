"""Who may complain until when, and who may decide about it."""

from typing import Any

import pytest

from heliograph.safety.appeals import (
    ARGUMENT_LENGTH_MAX,
    Appeal,
    Outcome,
    Side,
    check_appeal,
    check_outcome,
    check_reviewer,
)
from heliograph.safety.decisions import APPEAL_S
from heliograph.safety.errors import SafetyRefused

NOON = 1_700_000_000


def appeal(**fields: Any) -> Appeal:
    given = {"id": 1, "case_id": 2, "side": Side.AUTHOR, "appellant_id": 3, "argument": "A joke."}
    return Appeal(**given, date=NOON, deciders=("ann", "cat"), **fields)


@pytest.mark.parametrize(
    ("argument", "late_s", "says"),
    [
        (" \n", 0, "what is wrong"),
        ("x" * (ARGUMENT_LENGTH_MAX + 1), 0, "at most"),
        ("x", APPEAL_S + 1, "six months"),
    ],
)
def test_a_complaint_has_an_argument_and_comes_in_time(
    argument: str, late_s: int, says: str
) -> None:
    with pytest.raises(SafetyRefused, match=says):
        check_appeal(argument, decided=NOON, now=NOON + late_s)


def test_the_longest_argument_on_the_last_day_is_heard() -> None:
    check_appeal("x" * ARGUMENT_LENGTH_MAX, decided=NOON, now=NOON + APPEAL_S)


@pytest.mark.parametrize("reviewer", ["", "ann", "cat"])
def test_neither_of_two_who_decided_reviews(reviewer: str) -> None:
    with pytest.raises(SafetyRefused, match="who decided"):
        check_reviewer(appeal(), reviewer)


def test_one_reviews_until_it_is_decided() -> None:
    check_reviewer(appeal(reviewer="ben"), "ben")
    with pytest.raises(SafetyRefused, match="ben reviews it"):
        check_reviewer(appeal(reviewer="ben"), "dan")
    with pytest.raises(SafetyRefused, match="is decided"):
        check_reviewer(appeal(outcome=Outcome.UPHELD), "ben")


@pytest.mark.parametrize(
    ("fields", "reasons", "says"),
    [
        ({"reviewer": "ben", "view": " "}, "Why.", "your own view"),
        ({"reviewer": "", "view": "I wonder."}, "Why.", "your own view"),
        ({"reviewer": "ben", "view": "I wonder."}, " ", "has reasons"),
    ],
)
def test_an_outcome_follows_the_reviewers_own_view_and_has_reasons(
    fields: dict[str, str], reasons: str, says: str
) -> None:
    with pytest.raises(SafetyRefused, match=says):
        check_outcome(appeal(**fields), "ben", reasons)
    check_outcome(appeal(reviewer="ben", view="I wonder."), "ben", "Why.")
