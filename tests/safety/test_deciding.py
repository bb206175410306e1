"""What staff ask for is put before the rules with who they are, and goes into the store whole."""

import base64
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.safety import decisions
from heliograph.safety.appeals import Outcome
from heliograph.safety.audit import (
    log_appeal,
    log_closed,
    log_complaint,
    log_decision,
    log_reporter_complaint,
)
from heliograph.safety.cases import Case, CaseState
from heliograph.safety.content import Content
from heliograph.safety.deciding import (
    Safety,
    close_case,
    complain,
    complain_of_outcome,
    compose,
    decide_case,
    draw_puid,
    end_appeal,
    write_view,
)
from heliograph.safety.decisions import Decision, History, MeasureKind, Proposal
from heliograph.safety.effects import plan
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.matters import Matter
from heliograph.safety.notice_texts import notices
from heliograph.safety.reports import Way
from heliograph.safety.staff.records import Staff
from heliograph.safety.staff.roles import Act, Role
from heliograph.safety.statements import build
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from support.deciding import SCAM, make_safety, proposal_for
from support.fakes import START, CountingRandom, FakeClock
from support.journal import Asked, Call, Journal

ROLES = {
    "ann": {Role.REVIEWER},
    "sue": {Role.SENIOR},
    "tom": {Role.SENIOR},
    "amy": {Role.APPEALS},
    "eve": {Role.AUDITOR},
    "max": {Role.REVIEWER, Role.ADMIN},
}
MATTER = Matter(
    case=Case(
        id=9,
        subject=Subject(
            id=4,
            kind=SubjectKind.MESSAGE,
            peer_id=-1_000_000_000_005,
            item_id=6,
            surface=Surface.PUBLIC_CHANNEL,
            affected_id=1_000_000_007,
        ),
        state=CaseState.OPEN,
        category=SCAM,
        reports=1,
        weight=1000,
        priority=1,
        opened=START - 10,
        due=START + 10,
        clock="dsa",
        place=1,
    ),
    way=Way.NOTICE,
    stood=START - 86_400,
    told=(START - 86_400 * 30,),
    proposals=(5, 6),
    contents=(Content.TEXT,),
)


async def known(name: str) -> Staff | None:
    roles = ROLES.get(name)
    return roles and Staff(id=1, name=name, roles=frozenset(roles), added=1)  # type: ignore[return-value]


def safety_with(journal: Journal, **more: Any) -> Safety:
    said: dict[str, Any] = {"staff": known, "terms": "t1", "evidence_keep_s": 77, **more}
    return make_safety(Asked(journal), clock=FakeClock(), random=CountingRandom(), **said)  # type: ignore[arg-type]


def puid(drawn: int) -> str:
    """The name that is drawn so late."""
    return base64.b32encode(drawn.to_bytes(16, "big")).decode().rstrip("=").lower()


def salt(drawn: int) -> bytes:
    return drawn.to_bytes(32, "big")


def decision(asked: Proposal, name: str, **more: Any) -> Decision:
    made = decisions.decide(asked, MATTER.case.subject, History(strikes=1), puid=name, now=START)
    return replace(made, **more)


async def test_only_whom_it_affects_has_the_token_of_a_decision() -> None:
    safety = safety_with(Journal())
    digest = blake2b(b"p1", digest_size=16, key=b"s" * 32, person=b"puid").digest()
    token = base64.b32encode(digest).decode().rstrip("=").lower()
    assert safety.token("p1") == token
    assert (len(token), token == token.lower()) == (26, True)
    assert safety.knows("p1", token)
    assert not safety.knows("p2", token)
    assert not safety.knows("p1", "ä")
    assert safety.page("p1") == f"https://h.example/decision/p1?t={token}"
    assert safety.receipt_page("R1") == "https://h.example/notice/R1"
    assert safety.contest_page() == "https://h.example/notice"
    assert draw_puid(CountingRandom()) == puid(1) == "aaaaaaaaaaaaaaaaaaaaaaaaae"


@pytest.mark.parametrize("solo", [True, False])
async def test_the_roles_are_those_of_the_moment(solo: bool) -> None:
    safety = safety_with(Journal(), solo=solo)
    assert Role.REVIEWER in await safety.roles_to(Act.DECIDE, "ann")
    with pytest.raises(SafetyRefused, match="bob is nobody"):
        await safety.roles_to(Act.DECIDE, "bob")
    with pytest.raises(SafetyRefused, match="ann do not include this: suspend"):
        await safety.roles_to(Act.SUSPEND, "ann")
    # Whoever runs the service alone is an admin beside what else they are, and nobody else is.
    assert (Role.ADMIN in await safety.roles_to(Act.DECIDE, "max")) is solo


async def test_a_decision_is_made_of_what_the_store_knows_of_the_case() -> None:
    journal = Journal(decide="made")
    safety = safety_with(journal)
    asked = proposal_for(
        9, MeasureKind.LABEL, MeasureKind.GEO_BLOCK, label="Seen before", countries=("DE",),
        orderer="A court", decided_by="ann",
    )  # fmt: skip
    assert await decide_case(safety, asked) == "made"
    ((name, args, said),) = journal.calls
    draft = said.pop("compose")
    assert (name, args, said) == ("decide", (9,), {"now": START, "evidence_keep_s": 77})
    made = draft(replace(MATTER, provisional="p0"))
    whole = decision(asked, puid(1), supersedes="p0")
    assert made.decision == whole
    assert (whole.provisional, whole.solo) == (False, False)
    assert made.document == build(
        whole, way=Way.NOTICE, content_date=MATTER.stood, contents=(Content.TEXT,)
    )
    assert made.effects == plan(whole)
    assert made.logged == log_decision(
        whole, made.document, way=Way.NOTICE, salt=salt(2), terms="t1"
    )
    assert made.notices == tuple(
        notices(
            whole,
            orderer="A court",
            label="Seen before",
            contest_url="https://h.example/notice",
        )
    )
    assert made.notices


async def test_what_nobody_waits_for_any_more_is_not_decided() -> None:
    journal = Journal()
    asked = proposal_for(9, MeasureKind.WARN)
    await decide_case(safety_with(journal), asked, agreed=6)
    ((_, _, said),) = journal.calls
    assert said["compose"](MATTER).decision.puid == puid(1)
    with pytest.raises(SafetyRefused, match=r"^it does not wait for a second person any more$"):
        said["compose"](replace(MATTER, proposals=(5,)))
    await decide_case(safety_with(journal), asked)
    assert journal.calls[1][2]["compose"](replace(MATTER, proposals=())).decision.puid == puid(1)


@pytest.mark.parametrize(
    ("measure", "by", "second", "who"),
    [
        (MeasureKind.WARN, "eve", "", "eve"),
        (MeasureKind.WARN, "bob", "", "bob"),
        (MeasureKind.TERMINATE, "ann", "tom", "ann"),
        (MeasureKind.TERMINATE, "sue", "ann", "ann"),
        (MeasureKind.TERMINATE, "sue", "bob", "bob"),
        (MeasureKind.TERMINATE, "sue", "tom", ""),
        (MeasureKind.WARN, "ann", "", ""),
    ],
)
async def test_who_decides_and_who_agrees_may(
    measure: MeasureKind, by: str, second: str, who: str
) -> None:
    journal = Journal()
    asked = proposal_for(9, measure, decided_by=by, second_by=second)
    if who:
        with pytest.raises(SafetyRefused, match=who):
            await decide_case(safety_with(journal), asked, agreed=5)
    else:
        await decide_case(safety_with(journal), asked, agreed=5 if second else 0)
        assert journal.calls[0][2]["compose"](MATTER).decision.second_by == second
    assert len(journal.calls) == (not who)


async def test_what_would_be_no_valid_statement_is_not_decided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("heliograph.safety.deciding.faults", lambda _: ["a", "b"])
    with pytest.raises(SafetyRefused, match=r"^the statement would not be valid: a; b$"):
        compose(
            safety_with(Journal()),
            proposal_for(9, MeasureKind.WARN),
            MATTER,
            now=START,
            puid="p",
            salt=salt(1),
        )


@pytest.mark.parametrize("solo", [True, False])
async def test_what_holds_until_a_person_looks_says_so(solo: bool) -> None:
    asked = proposal_for(9, MeasureKind.HIDE)
    safety = safety_with(Journal(), solo=solo)
    for provisional in (True, False):
        made = compose(
            safety, asked, MATTER, now=START, puid="p", salt=salt(1), provisional=provisional
        )
        assert made.decision.provisional is provisional
        assert made.logged.entry.event == ("provisional" if provisional else "decision")
    ending = proposal_for(9, MeasureKind.TERMINATE, decided_by="sue")
    if solo:
        made = compose(safety, ending, MATTER, now=START, puid="p", salt=salt(1))
        assert made.decision.solo
    else:
        with pytest.raises(SafetyRefused):
            compose(safety, ending, MATTER, now=START, puid="p", salt=salt(1))


async def test_a_case_is_closed_and_what_was_hidden_comes_back() -> None:
    journal = Journal()
    safety = safety_with(journal)
    await close_case(safety, 9, by="ann")
    ((name, args, said),) = journal.calls
    log, held = said.pop("log"), decision(proposal_for(9, MeasureKind.HIDE), "p")
    logged = log_closed(puid(2), case_id=9, date=START, salt=salt(1))
    assert (name, args) == ("close_case", (9,))
    assert said == {"by": "ann", "logged": logged, "date": START}
    assert log(held) == log_appeal(held, reversed_=True, date=START, salt=salt(3))
    with pytest.raises(SafetyRefused, match="eve"):
        await close_case(safety, 9, by="eve")


async def test_a_complaint_is_logged_beside_its_decision() -> None:
    journal = Journal(appeal_decision=3, appeal_outcome=4)
    safety, made = safety_with(journal), decision(proposal_for(9, MeasureKind.HIDE), "p")
    assert await complain(safety, "p", argument="No.", date=5) == 3
    assert await complain_of_outcome(safety, "R1", argument="Why?", date=6) == 4
    (_, args, said), (_, other_args, other) = journal.calls
    log, other_log = said.pop("log"), other.pop("log")
    assert (args, said) == (("p",), {"argument": "No.", "date": 5})
    assert (other_args, other) == (("R1",), {"argument": "Why?", "date": 6})
    assert log(made) == log_complaint(made, date=5, salt=salt(1))
    for one in (made, None):
        assert other_log(one) == log_reporter_complaint(one, puid=puid(3), date=6, salt=salt(2))


Review = Callable[[Safety, str], Awaitable[Any]]


@pytest.mark.parametrize(
    ("review", "asked"),
    [
        (
            lambda safety, who: write_view(safety, 3, reviewer=who, view="Hm."),
            ("write_view", (3,), {"reviewer": "amy", "view": "Hm.", "date": START}),
        ),
        (
            lambda safety, who: end_appeal(
                safety, 3, reviewer=who, reversed_=True, reasons="A joke."
            ),
            (
                "end_appeal",
                (3,),
                {
                    "reviewer": "amy",
                    "outcome": Outcome.REVERSED,
                    "reasons": "A joke.",
                    "date": START,
                },
            ),
        ),
        (
            lambda safety, who: end_appeal(
                safety, 3, reviewer=who, reversed_=False, reasons="It is."
            ),
            (
                "end_appeal",
                (3,),
                {
                    "reviewer": "amy",
                    "outcome": Outcome.UPHELD,
                    "reasons": "It is.",
                    "date": START,
                },
            ),
        ),
    ],
)
async def test_who_may_review_does(review: Review, asked: Call) -> None:
    journal = Journal(write_view="appeal", end_appeal="appeal")
    safety = safety_with(journal)
    with pytest.raises(SafetyRefused, match="eve"):
        await review(safety, "eve")
    assert journal.calls == []
    assert await review(safety, "amy") == "appeal"
    ((name, args, said),) = journal.calls
    log, made = said.pop("log", None), decision(proposal_for(9, MeasureKind.HIDE), "p")
    assert (name, args, said) == asked
    assert (log is None) is (name == "write_view")
    for taken_back in (True, False) if log is not None else ():
        assert log(made, taken_back) == log_appeal(
            made, reversed_=taken_back, date=START, salt=salt(1)
        )
