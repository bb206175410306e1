"""What takes two people, in the case that it is about: proposed, read by another one, agreed to."""

import html
import re
from typing import Any

import pytest

from heliograph.safety.cases import CaseState
from heliograph.safety.staff.proposals import PROPOSAL_S
from heliograph.safety.staff.roles import Role
from support.console import Console, Seat
from support.docket import Docket, decision_form, make_docket
from support.stage import Stage
from support.talk import People
from support.visitor import Got

MILD = "STATEMENT_CATEGORY_ANIMAL_WELFARE KEYWORD_OTHER"


def flat(page: Got) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def ending(**changed: Any) -> list[tuple[str, str]]:
    return decision_form(
        measure=["terminate"], facts="It is the third time.", **{"grave": "theft", **changed}
    )


@pytest.fixture
async def case_id(docket: Docket) -> int:
    """One about somebody who was warned before."""
    await docket.decide(await docket.case("earlier"))
    return await docket.case()


@pytest.fixture
async def tess(docket: Docket, case_id: int) -> Seat:
    """She proposed to close the account."""
    seat = await docket.seat("tess", Role.SENIOR)
    answer = await seat.post(f"/console/cases/{case_id}/decide", ending())
    assert answer.headers["location"] == f"/console/cases/{case_id}?done=proposed"
    page = flat(await seat.get(answer.headers["location"]))
    assert "Nothing is done until a second person agrees." in page
    return seat


async def state(docket: Docket, case_id: int) -> CaseState:
    case = await docket.store.case(case_id)
    assert case is not None
    return case.state


async def test_another_senior_reads_the_statement_in_the_case_and_agrees(
    docket: Docket, case_id: int, tess: Seat
) -> None:
    assert await state(docket, case_id) is CaseState.OPEN
    uma = await docket.seat("uma", Role.SENIOR)
    page = await uma.get(f"/console/cases/{case_id}")
    for said in ("Awaiting a second person tess proposed this", "Your account is closed."):
        assert said in flat(page)
    (address,) = re.findall(r'action="(/console/second/\d+)"', page.text)
    assert (await uma.post(address, {"act": "agree"})).status == 303
    assert docket.console.carried == 1
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    decision = await docket.store.decision(file.puid)
    assert decision is not None
    assert (decision.decided_by, decision.second_by, decision.solo) == ("tess", "uma", False)
    assert "tess and uma" in flat(await uma.get(f"/console/cases/{case_id}"))


async def test_who_proposed_it_may_take_it_back_and_not_agree(
    docket: Docket, case_id: int, tess: Seat
) -> None:
    page = await tess.get(f"/console/cases/{case_id}")
    assert 'value="withdraw"' in page.text
    assert 'value="agree"' not in page.text
    assert (await tess.post("/console/second/1", {"act": "agree"})).status == 422
    assert await state(docket, case_id) is CaseState.OPEN
    assert (await tess.post("/console/second/1", {"act": "withdraw"})).status == 303
    assert "Awaiting" not in (await tess.get(f"/console/cases/{case_id}")).text


async def test_a_reviewer_sees_that_it_waits_and_cannot_end_anything(
    docket: Docket, case_id: int, tess: Seat
) -> None:
    rita = await docket.seat()
    page = await rita.get(f"/console/cases/{case_id}")
    assert "Awaiting a second person" in page.text
    assert 'name="act" value="agree"' not in page.text
    assert (await rita.post("/console/second/1", {"act": "agree"})).status == 422
    refused = await rita.post(f"/console/cases/{case_id}/decide", ending())
    assert refused.status == 422
    assert "A senior decides" in refused.text
    assert await state(docket, case_id) is CaseState.OPEN


async def test_after_a_week_it_waits_no_more(docket: Docket, case_id: int, tess: Seat) -> None:
    docket.console.stage.clock.date += PROPOSAL_S
    uma = await docket.seat("uma", Role.SENIOR)
    assert "Awaiting" not in (await uma.get(f"/console/cases/{case_id}")).text


async def test_it_is_proposed_once(docket: Docket, case_id: int, tess: Seat) -> None:
    again = await tess.post(f"/console/cases/{case_id}/decide", ending())
    assert again.status == 422
    assert "That is proposed already" in flat(again)


async def test_what_could_not_be_decided_is_not_proposed(docket: Docket) -> None:
    unwarned = await docket.case()
    tess = await docket.seat("tess", Role.SENIOR)
    refused = await tess.post(f"/console/cases/{unwarned}/decide", ending(reason=MILD))
    assert refused.status == 422
    assert "Warn first" in refused.text
    assert "Awaiting" not in refused.text


async def test_one_person_who_runs_the_service_decides_alone(stage: Stage, people: People) -> None:
    docket = await make_docket(people, Console(stage, solo=True))
    await docket.decide(await docket.case("earlier"))
    case_id = await docket.case()
    olga = await docket.seat("olga", Role.SENIOR)
    done = await olga.post(f"/console/cases/{case_id}/decide", ending())
    assert done.status == 303
    assert "olga (alone: safety_solo)" in flat(await olga.get(done.headers["location"]))
