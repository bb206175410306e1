"""Which cases are decided together."""

import msgspec
import pytest

from heliograph.safety.cases import Case, CaseState
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.together import CASES_MAX, check_count, unfit
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface

CASE = Case(
    id=1,
    subject=Subject(kind=SubjectKind.MESSAGE, peer_id=1, surface=Surface.PUBLIC_CHANNEL),
    state=CaseState.OPEN,
    category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    reports=1,
    weight=1_000,
    priority=1,
    opened=1,
    due=2,
    clock="harm",
    place=2,
)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"assignee": "sam"}, ""),
        ({"assignee": "tom"}, "tom works on it"),
        ({"state": CaseState.DECIDED}, "it is decided"),
        (
            {"subject": msgspec.structs.replace(CASE.subject, kind=SubjectKind.ACCOUNT)},
            "it is about something of another kind",
        ),
    ],
)
def test_a_case_goes_with_others_of_its_kind_that_nobody_else_works_on(
    changed: dict[str, object], why: str
) -> None:
    case = msgspec.structs.replace(CASE, **changed)
    assert unfit(case, kind=SubjectKind.MESSAGE, by="sam") == why


@pytest.mark.parametrize("count", [0, 1, CASES_MAX + 1])
def test_neither_one_nor_too_many_are_decided_together(count: int) -> None:
    with pytest.raises(SafetyRefused):
        check_count(range(count))


def test_the_same_case_twice_is_one() -> None:
    with pytest.raises(SafetyRefused):
        check_count((1, 1))
    check_count(range(CASES_MAX))
