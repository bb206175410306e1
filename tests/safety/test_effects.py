"""What a decision brings with it, what ends it, and when what failed is tried again."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.safety.decisions import Decision, Ground, MeasureKind, Part
from heliograph.safety.effects import (
    RETRY_MOST_S,
    RETRY_S,
    Act,
    Effect,
    Planned,
    held,
    letter_retry_at,
    plan,
    plan_end,
    plan_reversal,
    retry_at,
    retry_outcome_at,
    tells_that_it_waits,
)
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface

NOW, ENDS, LATER = 1_700_000_000, 1_700_000_500, 1_700_000_900
AUTHOR, GROUP = 1_000_000_007, -1_000_000_000_005
ACCOUNT = Subject(
    id=2, kind=SubjectKind.ACCOUNT, peer_id=AUTHOR, surface=Surface.PROFILE, affected_id=AUTHOR
)
POST = Subject(
    id=1,
    kind=SubjectKind.MESSAGE,
    peer_id=GROUP,
    item_id=6,
    surface=Surface.PUBLIC_CHANNEL,
    affected_id=AUTHOR,
)
CHANNEL = Subject(
    id=3,
    kind=SubjectKind.CHANNEL,
    peer_id=GROUP,
    surface=Surface.PUBLIC_CHANNEL,
    affected_id=AUTHOR,
)
WARN, HIDE, REMOVE, FREEZE = (
    MeasureKind.WARN,
    MeasureKind.HIDE,
    MeasureKind.REMOVE,
    MeasureKind.FREEZE,
)
SCAM, SLOW, END = MeasureKind.FLAG_SCAM, MeasureKind.SLOW, MeasureKind.TERMINATE


def decision(*measures: MeasureKind, subject: Subject = POST, **fields: Any) -> Decision:
    said: dict[str, Any] = {"date": NOW, "decided_by": "ann", **fields}
    return Decision(
        puid="p1",
        case_id=1,
        subject=subject,
        ground=Ground.TERMS,
        clause="4.2",
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        keyword="KEYWORD_PHISHING",
        facts="It asks for passwords.",
        measures=measures,
        **said,
    )


def told(planned: Sequence[Planned]) -> list[str]:
    """Each as "act measure at", the moment as seconds after NOW."""
    return [f"{one.act} {one.kind or '-'} {one.due - NOW}" for one in planned]


AFFECTED, REPORTERS = "tell_affected - 0", "tell_reporters - 0"


@pytest.mark.parametrize(
    ("made", "planned"),
    [
        (decision(WARN), [AFFECTED, REPORTERS]),
        (decision(HIDE), ["begin hide 0", AFFECTED, REPORTERS]),
        (decision(WARN, HIDE, ends=ENDS), ["begin hide 0", "end hide 500", AFFECTED, REPORTERS]),
        # A removed message does not return.
        (decision(REMOVE, ends=ENDS), ["begin remove 0", AFFECTED, REPORTERS]),
        (
            decision(REMOVE, part=Part.TITLE, subject=CHANNEL, ends=ENDS),
            ["begin remove 0", "end remove 500", AFFECTED, REPORTERS],
        ),
        (
            decision(REMOVE, part=Part.PHOTO, subject=CHANNEL, ends=ENDS),
            ["begin remove 0", "end remove 500", AFFECTED, REPORTERS],
        ),
        # Whoever is shut out reads nothing any more: they are told before.
        (decision(END, subject=ACCOUNT), [AFFECTED, "begin terminate 0", REPORTERS]),
        # Until a person has looked, those who reported hear of nothing.
        (decision(HIDE, ends=ENDS, provisional=True), ["begin hide 0", "end hide 500", AFFECTED]),
        # Nobody is affected: a group's message, or the service's own.
        *(
            (decision(HIDE, subject=replace(POST, affected_id=nobody)), ["begin hide 0", REPORTERS])
            for nobody in (0, -5)
        ),
    ],
)
def test_what_a_decision_brings(made: Decision, planned: list[str]) -> None:
    assert told(plan(made)) == planned


def test_what_another_decision_takes_the_place_of_ends_a_second_after_that() -> None:
    assert told(plan_end(decision(WARN, HIDE, REMOVE), now=LATER)) == ["end hide 901"]
    assert plan_end(decision(WARN), now=LATER) == []


@pytest.mark.parametrize(
    ("made", "planned"),
    [
        (decision(WARN), ["tell_reversal - 900"]),
        (decision(HIDE, REMOVE), ["end hide 900", "tell_reversal - 900"]),
        (decision(FREEZE, subject=ACCOUNT), ["end freeze 900", "tell_reversal - 900"]),
        (
            decision(REMOVE, part=Part.USERNAME, subject=CHANNEL),
            ["end remove 900", "tell_reversal - 900"],
        ),
        *(
            (decision(HIDE, subject=replace(POST, affected_id=nobody)), ["end hide 900"])
            for nobody in (0, -5)
        ),
    ],
)
def test_what_taking_back_brings(made: Decision, planned: list[str]) -> None:
    assert told(plan_reversal(made, now=LATER)) == planned


@pytest.mark.parametrize(
    ("made", "holds"),
    [
        (decision(WARN, REMOVE), []),
        # What limits a message stands beside that.
        (decision(HIDE), []),
        (decision(HIDE, subject=CHANNEL), [(HIDE, GROUP)]),
        (decision(FREEZE), [(FREEZE, AUTHOR)]),
        (decision(SLOW), [(SLOW, AUTHOR)]),
        (decision(SLOW, subject=CHANNEL), [(SLOW, GROUP)]),
        (decision(END, subject=CHANNEL), [(END, GROUP)]),
        (decision(END, subject=ACCOUNT), [(END, AUTHOR)]),
        (decision(SCAM, subject=ACCOUNT), [(SCAM, AUTHOR)]),
    ],
)
def test_what_holds_and_for_whom(made: Decision, holds: list[tuple[MeasureKind, int]]) -> None:
    assert list(held(made)) == holds


@pytest.mark.parametrize(
    ("attempts", "after_s"),
    [(0, 60), (1, 120), (2, 240), (8, 15_360), (9, 21_600), (10, 21_600), (10_000, 21_600)],
)
def test_what_failed_is_tried_again_later_each_time(attempts: int, after_s: int) -> None:
    effect = Effect(
        id=1, act=Act.TELL_AFFECTED, kind=None, decision=decision(WARN), attempts=attempts
    )
    assert retry_at(effect, now=NOW) == letter_retry_at(attempts, now=NOW) == NOW + after_s


@pytest.mark.parametrize(("attempts", "told"), [(0, False), (5, False), (6, True), (10, True)])
def test_who_waits_for_about_an_hour_is_told_of_that(attempts: int, told: bool) -> None:
    effect = Effect(
        id=1, act=Act.TELL_REVERSAL, kind=None, decision=decision(WARN), attempts=attempts
    )
    assert tells_that_it_waits(effect) is told


@pytest.mark.parametrize(
    ("closed_for_s", "after_s"),
    [(0, RETRY_S), (59, RETRY_S), (61, 61), (7_200, 7_200), (10**6, RETRY_MOST_S)],
)
def test_an_outcome_is_told_again_after_as_long_as_the_case_is_closed(
    closed_for_s: int, after_s: int
) -> None:
    assert retry_outcome_at(closed=NOW, now=NOW + closed_for_s) == NOW + closed_for_s + after_s
