"""What a program may hide for a victim, and what a person sees first."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.safety.decisions import Automation, Ground, MeasureKind
from heliograph.safety.priority import rank
from heliograph.safety.provisional import (
    CLAUSE,
    FACTS,
    LASTS_S,
    PROGRAM,
    Asked,
    Bounds,
    ReviewFirst,
    Withheld,
    head_of_inbox,
    is_at_head,
    propose,
    review_first,
)
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.safety.taxonomy import INTIMATE_IMAGES, Reason

NOW = 1_700_000_000
VIOLENCE = "STATEMENT_CATEGORY_CYBER_VIOLENCE"
DEEPFAKE = Reason(VIOLENCE, "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE")
POST = Subject(
    id=1,
    kind=SubjectKind.MESSAGE,
    peer_id=-1_000_000_000_501,
    item_id=2,
    surface=Surface.PUBLIC_CHANNEL,
    affected_id=7,
    reach=100,
)
BOUNDS = Bounds(reach_max=100, of_target_per_day=3)


def first(
    subject: Subject = POST, reason: Reason = DEEPFAKE, bounds: Bounds = BOUNDS, **asked: Any
) -> ReviewFirst | None:
    return review_first(subject, reason, Asked(**asked), bounds)


@pytest.mark.parametrize("surface", [Surface.PUBLIC_CHANNEL, Surface.PUBLIC_GROUP])
@pytest.mark.parametrize("keyword", sorted(INTIMATE_IMAGES))
def test_a_public_post_with_a_picture_is_hidden(surface: Surface, keyword: str) -> None:
    assert first(replace(POST, surface=surface), Reason(VIOLENCE, keyword), of_target=2) is None


@pytest.mark.parametrize(
    "surface", sorted(set(Surface) - {Surface.PUBLIC_CHANNEL, Surface.PUBLIC_GROUP})
)
def test_nothing_is_hidden_elsewhere(surface: Surface) -> None:
    assert first(replace(POST, surface=surface)) == ReviewFirst(why=Withheld.ELSEWHERE)


@pytest.mark.parametrize(
    ("why", "known"),
    [
        (Withheld.NO_PICTURE, {"pictured": False}),
        (Withheld.BEFORE, {"before": True}),
        (Withheld.ADDRESS, {"spent": True}),
        (Withheld.TARGET, {"of_target": 3}),
    ],
)
def test_a_person_looks_first(why: Withheld, known: dict[str, Any]) -> None:
    assert first(**known) == ReviewFirst(why=why)
    # Nobody comes to the head of the inbox by asking often.
    assert first(replace(POST, reach=101), **known) == ReviewFirst(why=why)


def test_an_account_and_other_harm_are_not_hidden() -> None:
    assert first(replace(POST, kind=SubjectKind.ACCOUNT)) == ReviewFirst(why=Withheld.ELSEWHERE)
    fraud = Reason("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_PHISHING")
    assert first(reason=fraud) == ReviewFirst(why=Withheld.OTHER_REASON)


def test_what_many_see_comes_first_before_a_person() -> None:
    seen = replace(POST, reach=101)
    assert first(seen) == ReviewFirst(why=Withheld.REACH, urgent=True)
    assert first(seen, urgent=3) == ReviewFirst(why=Withheld.REACH, urgent=False)


def test_nothing_is_hidden_where_no_bounds_are_set() -> None:
    assert first(bounds=Bounds()) is not None


def test_the_head_of_the_inbox_is_before_all_else() -> None:
    place, due = head_of_inbox(NOW)
    grave = rank(grave=5, reach=10**9, weight=10**9, due=NOW, clock="")
    assert place < is_at_head(NOW) < grave.place
    assert NOW < due <= NOW + 3_600


def test_what_is_proposed_says_who_and_until_when() -> None:
    asked = propose(5, DEEPFAKE, now=NOW)
    assert (asked.case_id, asked.measures) == (5, (MeasureKind.HIDE,))
    assert (asked.ground, asked.automation) == (Ground.TERMS, Automation.FULL)
    assert (asked.category, asked.keyword) == (DEEPFAKE.category, DEEPFAKE.keyword)
    assert (asked.clause, asked.facts) == (CLAUSE, FACTS)
    assert (asked.decided_by, asked.ends) == (PROGRAM, NOW + LASTS_S)
    assert LASTS_S == 72 * 3_600
