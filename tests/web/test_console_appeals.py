"""Appeals on the screen: blind until a view is written, and decided by somebody else."""

import html
import re

import pytest

from heliograph.safety.appeals import Appeal, Outcome
from heliograph.safety.cases import CaseState
from heliograph.safety.staff.roles import Role
from support.docket import Docket
from support.visitor import Got

HIDDEN = ("The post asked for passwords.", "Terms, paragraph 3", "dora")


def flat(page: Got) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.fixture
async def appeal_id(docket: Docket) -> int:
    return await docket.appeal(await docket.case())


async def kept(docket: Docket, appeal_id: int) -> Appeal:
    found = await docket.store.appeal(appeal_id)
    assert found is not None
    return found


async def test_a_reviewer_writes_a_view_then_reads_the_decision_then_decides(
    docket: Docket, appeal_id: int
) -> None:
    seat = await docket.seat("appa", Role.APPEALS)
    listed = await seat.get("/console/appeals")
    assert f'href="/console/appeals/{appeal_id}"' in listed.text
    page, address = await seat.get(f"/console/appeals/{appeal_id}"), f"/console/appeals/{appeal_id}"
    assert "A joke!" in page.text
    assert not [one for one in HIDDEN if one in flat(page)]
    assert 'name="outcome"' not in page.text
    # Nor does the store give away what the page leaves out.
    assert (await kept(docket, appeal_id)).decision is None
    written = await seat.post(f"{address}/view", {"view": "It asks for a password."})
    assert written.status == 303
    page = await seat.get(address)
    assert all(one in flat(page) for one in HIDDEN)
    done = await seat.post(f"{address}/end", {"outcome": "reversed", "reasons": "It was a joke."})
    assert (done.status, docket.console.carried) == (303, 1)
    assert "The decision is taken back" in (await seat.get(done.headers["location"])).text
    assert (await kept(docket, appeal_id)).outcome is Outcome.REVERSED
    assert "No appeal waits." in (await seat.get("/console/appeals")).text


async def test_nothing_is_decided_before_a_view_is_written(docket: Docket, appeal_id: int) -> None:
    seat = await docket.seat("appa", Role.APPEALS)
    answer = await seat.post(
        f"/console/appeals/{appeal_id}/end", {"outcome": "upheld", "reasons": "Why not."}
    )
    assert answer.status == 409
    assert "Write down your own view first." in answer.text
    assert not [one for one in HIDDEN if one in flat(answer)]
    assert (await kept(docket, appeal_id)).outcome is Outcome.OPEN


async def test_who_decided_is_told_that_somebody_else_reviews(docket: Docket) -> None:
    appeal_id = await docket.appeal(await docket.case(), by="dora")
    dora = await docket.seat("dora", Role.APPEALS, Role.REVIEWER)
    address = f"/console/appeals/{appeal_id}"
    page = await dora.get(address)
    assert "Somebody else reviews it" in page.text
    assert "<textarea" not in page.text
    assert "You decided it" in (await dora.get("/console/appeals")).text
    refused = await dora.post(f"{address}/view", {"view": "I was right."})
    assert refused.status == 409
    assert "Who decided does not review." in refused.text
    assert (await kept(docket, appeal_id)).reviewer == ""


async def test_an_appeal_that_somebody_else_reviews_is_theirs(
    docket: Docket, appeal_id: int
) -> None:
    appa, omar = await docket.seat("appa", Role.APPEALS), await docket.seat("omar", Role.APPEALS)
    address = f"/console/appeals/{appeal_id}"
    await appa.post(f"{address}/view", {"view": "It stands."})
    page = await omar.get(address)
    assert "appa reviews it" in page.text
    for way, form in (
        ("view", {"view": "Mine."}),
        ("end", {"outcome": "reversed", "reasons": "Mine."}),
    ):
        assert (await omar.post(f"{address}/{way}", form)).status == 409
    assert (await kept(docket, appeal_id)).view == "It stands."


@pytest.mark.parametrize("view", ["", "  ", "x" * 5_001])
async def test_a_view_says_something(docket: Docket, appeal_id: int, view: str) -> None:
    seat = await docket.seat("appa", Role.APPEALS)
    answer = await seat.post(f"/console/appeals/{appeal_id}/view", {"view": view})
    assert answer.status == 422
    assert view in answer.text
    assert (await kept(docket, appeal_id)).view == ""


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"outcome": "", "reasons": "Kept."}, "Choose what becomes of the decision."),
        ({"outcome": "open", "reasons": "Kept."}, "Choose what becomes of the decision."),
        ({"outcome": "upheld", "reasons": " "}, "Give the reasons."),
    ],
)
async def test_an_outcome_has_reasons(
    docket: Docket, appeal_id: int, form: dict[str, str], said: str
) -> None:
    seat = await docket.seat("appa", Role.APPEALS)
    await seat.post(f"/console/appeals/{appeal_id}/view", {"view": "It stands."})
    answer = await seat.post(f"/console/appeals/{appeal_id}/end", form)
    assert answer.status == 422
    assert said in answer.text
    assert form["reasons"].strip() in answer.text
    assert (await kept(docket, appeal_id)).outcome is Outcome.OPEN


async def test_a_closed_case_is_opened_again_for_who_reported(docket: Docket) -> None:
    case_id = await docket.case()
    rita = await docket.seat()
    await rita.post(f"/console/cases/{case_id}/close")
    ((_, receipt),) = await docket.store.reporters(case_id)
    date = docket.console.stage.clock.now()
    appeal_id = await docket.store.appeal_outcome(receipt, argument="Look again.", date=date)
    seat, address = await docket.seat("appa", Role.APPEALS), f"/console/appeals/{appeal_id}"
    await seat.post(f"{address}/view", {"view": "It is phishing."})
    assert "nothing was found" in (await seat.get(address)).text
    await seat.post(f"{address}/end", {"outcome": "reversed", "reasons": "It is."})
    case = await docket.store.case(case_id)
    assert case is not None
    assert case.state is CaseState.OPEN


@pytest.mark.parametrize("number", ["0", "77", "x", "9" * 30])
async def test_there_is_no_other_appeal(docket: Docket, number: str) -> None:
    seat = await docket.seat("appa", Role.APPEALS)
    assert (await seat.get(f"/console/appeals/{number}")).status == 404
    assert (await seat.post(f"/console/appeals/{number}/view", {"view": "x"})).status == 404


async def test_an_auditor_reads_appeals_and_reviews_none(docket: Docket, appeal_id: int) -> None:
    otto = await docket.seat("otto", Role.AUDITOR)
    address = f"/console/appeals/{appeal_id}"
    assert (await otto.get(address)).status == 200
    assert (await otto.post(f"{address}/view", {"view": "x"})).status == 403


async def test_no_other_page_tells_a_reviewer_what_was_decided(docket: Docket) -> None:
    case_id, other = await docket.case("one"), await docket.case("two")
    await docket.appeal(case_id)
    while due := await docket.store.due_effects(now=docket.console.stage.clock.now(), at_most=9):
        for one in due:
            await docket.store.effect_done(one, date=docket.console.stage.clock.now())
    rita, appa = await docket.seat(), await docket.seat("appa", Role.APPEALS)
    for one, told in ((case_id, "Carried out"), (other, ", dora: warn")):
        address = f"/console/cases/{one}"
        assert told in flat(await rita.get(address))
        assert told not in flat(await appa.get(address))
