"""Several cases decided alike: ticked in the inbox, proposed by one, agreed to by another."""

import re
from typing import Any

import pytest

from heliograph.safety.cases import CaseState
from heliograph.safety.decisions import Decision, Ground, MeasureKind, Proposal
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.intake import Said, take_in
from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.proposals import PROPOSAL_S
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.seconding import Person
from heliograph.safety.staff.together import CASES_MAX, Together, propose_together
from heliograph.safety.subjects import Locator, SubjectKind
from support.console import Console, Seat
from support.docket import SCAM, Docket, decision_form, make_docket
from support.stage import Stage
from support.talk import People
from support.visitor import Got

TOGETHER = "/console/together"


def form(*case_ids: int, **changed: Any) -> list[tuple[str, str]]:
    numbers = [str(one) for one in case_ids]
    said = {"case": numbers, "all": numbers, "why": "One crew's posts.", "measure": ["remove"]}
    return decision_form(**{**said, **changed})


def asked(case_ids: Any) -> str:
    return f"{TOGETHER}?{'&'.join(f'case={one}' for one in case_ids)}"


async def decision(docket: Docket, case_id: int) -> Decision:
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    found = await docket.store.decision(file.puid)
    assert found is not None
    return found


async def is_open(docket: Docket, case_id: int) -> bool:
    case = await docket.store.case(case_id)
    assert case is not None
    return case.state is CaseState.OPEN


async def about_ann(docket: Docket) -> int:
    """A case about her account."""
    about = (Locator(kind=SubjectKind.ACCOUNT, peer_id=docket.people.ann.id),)
    said = Said(about=about, reason=SCAM, reporter_id=docket.people.ben.id)
    return (await take_in(docket.people.stage.service.intake, said)).subjects[0].case_id


@pytest.fixture
async def case_ids(docket: Docket) -> list[int]:
    return [await docket.case(text) for text in ("first", "second", "third")]


async def proposed(docket: Docket, rita: Seat, case_ids: list[int], **changed: Any) -> str:
    """Where what she proposed stands."""
    answer = await rita.post(TOGETHER, form(*case_ids, **changed))
    assert answer.status == 303, answer.text
    return answer.headers["location"].partition("?")[0]


async def test_each_is_decided_by_itself_once_a_second_person_agrees(
    docket: Docket, case_ids: list[int]
) -> None:
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    page = await rita.get(asked(case_ids))
    assert page.text.count('name="case"') == 3
    other = await docket.case("by itself")
    address = await proposed(docket, rita, case_ids)
    assert [await is_open(docket, one) for one in case_ids] == [True] * 3
    for one in (*case_ids, other):
        page = (await tess.get(f"/console/cases/{one}")).text
        assert ("together with others" in page) is (one != other)
    shown = await tess.get(address)
    for said in ("Decide 3 cases together", "One crew", "Remove it", "What we found"):
        assert said in shown.text
    assert (await rita.post(address, {"act": "agree"})).status == 422
    assert (await tess.post(address, {"act": "agree"})).status == 303
    made = [await decision(docket, one) for one in case_ids]
    assert len({one.puid for one in made}) == 3
    for one in made:
        assert (one.decided_by, one.second_by) == ("rita", "tess")
        assert one.measures == (MeasureKind.REMOVE,)
        assert await docket.store.statement(one.puid) is not None
    acts = await docket.console.site.staff.acts(AuditQuery(kind="decided"))
    assert len(acts) == 3
    assert docket.console.carried == 1
    assert "Done." in (await tess.get(f"{address}?done=agree")).text


async def test_what_changed_meanwhile_is_left_as_it_is(docket: Docket, case_ids: list[int]) -> None:
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    address = await proposed(docket, rita, case_ids)
    await docket.decide(case_ids[0])
    date = docket.console.stage.clock.date
    await docket.store.take_case(case_ids[1], by="sam", date=date)
    shown = (await tess.get(address)).text
    assert "left as it is: case" in shown
    assert "left as it is: sam works on it" in shown
    await tess.post(address, {"act": "agree"})
    assert (await decision(docket, case_ids[0])).decided_by == "dora"
    assert await is_open(docket, case_ids[1])
    assert (await decision(docket, case_ids[2])).second_by == "tess"


async def test_if_none_can_be_decided_it_goes_on_waiting(
    docket: Docket, case_ids: list[int]
) -> None:
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    address = await proposed(docket, rita, case_ids)
    for one in case_ids:
        await docket.decide(one)
    answer = await tess.post(address, {"act": "agree"})
    assert answer.status == 422
    assert "none of these cases can be decided so any more" in answer.text
    assert (await tess.post(address, {"act": "decline"})).status == 303
    assert [(await decision(docket, one)).decided_by for one in case_ids] == ["dora"] * 3


async def test_what_waits_about_one_of_them_is_not_agreed_to_by_the_way(docket: Docket) -> None:
    await docket.warned()
    case_ids = [await docket.case(text) for text in ("first", "second", "third")]
    tess, uma = await docket.seat("tess", Role.SENIOR), await docket.seat("uma", Role.SENIOR)
    address = await proposed(docket, tess, case_ids)
    ending = decision_form(measure=["terminate"])
    assert (await tess.post(f"/console/cases/{case_ids[0]}/decide", ending)).status == 303
    await uma.post(address, {"act": "agree"})
    assert await is_open(docket, case_ids[0])
    assert not await is_open(docket, case_ids[1])
    assert 'value="agree"' in (await uma.get(f"/console/cases/{case_ids[0]}")).text


async def test_no_case_waits_in_two_of_them(docket: Docket, case_ids: list[int]) -> None:
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    address = await proposed(docket, rita, case_ids)
    other = await docket.case("by itself")
    for again in (case_ids, case_ids[::-1], case_ids[1:], [case_ids[0], other]):
        for seat in (rita, tess):
            answer = await seat.post(TOGETHER, form(*again))
            assert answer.status == 422
            assert "one of these cases is proposed already" in answer.text.lower()
    await tess.post(address, {"act": "decline"})
    address = await proposed(docket, rita, case_ids)
    docket.console.stage.clock.date += PROPOSAL_S
    # Sessions are over by then.
    later = await docket.console.again(rita)
    assert await proposed(docket, later, case_ids) != address


async def refused(docket: Docket, seat: Seat, fields: list[tuple[str, str]]) -> Got:
    answer = await seat.post(TOGETHER, fields)
    assert answer.status == 422
    assert await docket.console.site.staff.open_proposals(now=0, limit=9) == []
    return answer


async def test_a_form_that_lacks_something_keeps_what_was_typed(
    docket: Docket, case_ids: list[int]
) -> None:
    rita = await docket.seat()
    for changed, mend in (
        ({"why": ""}, "Say why these belong together."),
        ({"facts": ""}, "Say what was found."),
        ({"case": [str(case_ids[0])]}, "Choose from 2 to 40 cases of one kind."),
        ({"measure": ["freeze"]}, "A senior decides what shuts an account out."),
    ):
        page = await refused(docket, rita, form(*case_ids, **{"clause": "Kept so", **changed}))
        assert mend in page.text
        assert 'value="Kept so"' in page.text
        assert page.text.count('name="case"') == 3


async def test_cases_about_other_things_are_not_among_them(
    docket: Docket, case_ids: list[int]
) -> None:
    rita, other = await docket.seat(), await about_ann(docket)
    page = (await rita.get(asked([*case_ids, other]))).text
    assert "It is about something of another kind." in page
    assert re.findall(r'name="case" value="(\d+)" checked', page) == [str(one) for one in case_ids]
    answer = await refused(docket, rita, form(*case_ids, other))
    assert f"Case {other}: it is about something of another kind." in answer.text


async def test_nobody_decides_what_another_one_works_on(
    docket: Docket, case_ids: list[int]
) -> None:
    date = docket.console.stage.clock.date
    await docket.store.take_case(case_ids[0], by="sam", date=date)
    answer = await refused(docket, await docket.seat(), form(*case_ids))
    assert "sam works on it" in answer.text


async def test_a_script_previews_the_first_and_says_which_cannot(
    docket: Docket, case_ids: list[int]
) -> None:
    await docket.decide(case_ids[2])
    rita = await docket.seat()
    part = await rita.post(f"{TOGETHER}/preview", form(*case_ids), hx_request="true")
    assert "<html" not in part.text
    assert "What we found: The post asked for passwords." in part.text
    assert f">Case {case_ids[2]}</a>: case {case_ids[2]} is decided." in part.text


@pytest.mark.parametrize(
    "query", ["", "?case=1", "?case=x&case=%00", "?case=1&case=1", "?case=98&case=99"]
)
async def test_one_case_is_decided_by_itself(
    docket: Docket, case_ids: list[int], query: str
) -> None:
    answer = await (await docket.seat()).get(TOGETHER + query)
    assert answer.status == 422
    assert "Tick them in the inbox." in answer.text


async def test_no_more_are_looked_at_than_are_decided_together(docket: Docket) -> None:
    known = await docket.case()
    many = [known, *range(10_000, 10_000 + CASES_MAX), await docket.case("another")]
    answer = await (await docket.seat()).get(asked(many))
    assert answer.status == 422


async def test_the_inbox_ticks_for_those_who_decide(docket: Docket, case_ids: list[int]) -> None:
    for role, ticks in ((Role.REVIEWER, 3), (Role.SENIOR, 3), (Role.AUDITOR, 0), (Role.ORDERS, 0)):
        page = await (await docket.seat(role.value, role)).get("/console/inbox")
        assert page.text.count('form="together"') == ticks
    assert (
        'form="together"'
        not in (await (await docket.seat()).get("/console/inbox?view=decided")).text
    )


async def test_one_person_who_runs_the_service_agrees_with_themselves(
    stage: Stage, people: People
) -> None:
    docket = await make_docket(people, Console(stage, solo=True))
    case_ids = [await docket.case(text) for text in ("first", "second")]
    olga = await docket.seat("olga", Role.SENIOR)
    address = await proposed(docket, olga, case_ids)
    assert (await olga.post(address, {"act": "agree"})).status == 303
    made = await decision(docket, case_ids[0])
    assert (made.decided_by, made.second_by, made.solo) == ("olga", "", True)


async def test_who_agrees_later_is_told_that_it_was(docket: Docket, case_ids: list[int]) -> None:
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    uma = await docket.seat("uma", Role.SENIOR)
    address = await proposed(docket, rita, case_ids)
    await tess.post(address, {"act": "agree"})
    late = await uma.post(address, {"act": "agree"})
    assert late.status == 422
    assert "It was agreed already." in late.text
    # Whoever may have to look at it anew reads nothing of it there.
    assert "One crew" not in late.text
    assert (await uma.get(address)).status == 404


@pytest.mark.parametrize(
    ("count", "measure", "refused"),
    [
        (1, MeasureKind.WARN, "from 2 to 40 cases"),
        (CASES_MAX + 1, MeasureKind.WARN, "from 2 to 40 cases"),
        (2, MeasureKind.FREEZE, "your role does not include this"),
    ],
)
async def test_no_other_face_proposes_more(
    docket: Docket, case_ids: list[int], count: int, measure: MeasureKind, refused: str
) -> None:
    await docket.seat()
    site = docket.console.site
    proposal = Proposal(
        case_id=0,
        ground=Ground.TERMS,
        clause="Terms, 3",
        category=SCAM.category,
        keyword=SCAM.keyword,
        facts="It asks.",
        measures=(measure,),
        decided_by="rita",
    )
    chosen = tuple(range(1, count + 1))
    said = Together(kind=SubjectKind.MESSAGE, case_ids=chosen, proposal=proposal)
    by = Person(name="rita", roles=frozenset({Role.REVIEWER}))
    with pytest.raises(SafetyRefused, match=refused):
        await propose_together(site.safety, site.staff, said, reason="So.", by=by)
