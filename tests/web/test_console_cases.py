"""A case on the screen: what is known of it, what can be decided, and what it says where not."""

import html
import re

import pytest

from heliograph.safety.cases import CaseState
from heliograph.safety.decisions import Grave, MeasureKind, Part, possible
from heliograph.safety.staff.roles import Role
from heliograph.safety.statement_texts import statement_text
from heliograph.safety.statement_words import LANGUAGES
from heliograph.safety.taxonomy import categories
from heliograph.web.console.policies import policy
from heliograph.web.console.wording import MEASURES, span
from support.console import Seat
from support.docket import CHILDREN, Docket, decision_form
from support.visitor import BASE, Got, Visitor


def flat(page: Got) -> str:
    """What a page says, without its marks."""
    bare = re.sub(r"<[^>]+>", " ", page.text)
    return " ".join(html.unescape(bare).split())


async def state(docket: Docket, case_id: int) -> CaseState:
    case = await docket.store.case(case_id)
    assert case is not None
    return case.state


def test_everything_that_can_be_decided_has_words() -> None:
    assert MEASURES.keys() == set(MeasureKind)
    assert all(all(policy(category)) for category in categories())


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 minute"), (119, "1 minute"), (3_600, "60 minutes"), (7_200, "2 hours"),
     (172_799, "47 hours"), (172_800, "2 days")],
)  # fmt: skip
def test_times_are_said_in_words(seconds: int, said: str) -> None:
    assert span(seconds) == said


async def test_a_case_shows_reports_and_what_was_decided_before(docket: Docket) -> None:
    await docket.warned()
    case_id = await docket.case("now", comment="It wants <my> password")
    page = flat(await (await docket.seat()).get(f"/console/cases/{case_id}"))
    for said in (
        "Message in @hikers",
        "It wants <my> password",
        "1 decision stands against the same account",
        "Right 1 of 1 times before",
        "Phishing",
        "Phishing, false shops",
    ):
        assert said in page
    assert "your password please" not in page


async def test_only_a_senior_sees_who_reported(docket: Docket) -> None:
    case_id = await docket.case()
    reporter = str(docket.people.ben.id)
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    assert reporter not in (await rita.get(f"/console/cases/{case_id}")).text
    assert reporter in (await tess.get(f"/console/cases/{case_id}")).text
    decided = await docket.decide(case_id)
    assert reporter not in (await rita.get(f"/console/cases/{case_id}")).text
    assert decided.puid


async def test_the_picker_offers_what_the_rules_allow(docket: Docket) -> None:
    case_id = await docket.case()
    case = await docket.store.case(case_id)
    assert case is not None
    page = await (await docket.seat()).get(f"/console/cases/{case_id}")
    offered = re.findall(r'name="measure" value="(\w+)"', page.text)
    assert offered == [str(kind) for kind in possible(case.subject)]


async def test_a_decision_is_made_carried_out_and_shown(docket: Docket) -> None:
    case_id = await docket.case()
    rita = await docket.seat()
    done = await rita.post(f"/console/cases/{case_id}/decide", decision_form(measure=["remove"]))
    assert (done.status, docket.console.carried) == (303, 1)
    page = flat(await rita.get(done.headers["location"]))
    assert "A message of yours was removed." in page
    assert "Our terms: Terms, paragraph 3" in page
    assert "Decided. Whoever it affects is told." in page
    assert 'name="measure"' not in (await rita.get(f"/console/cases/{case_id}")).text


async def test_the_preview_is_the_statement_as_it_will_be(docket: Docket) -> None:
    case_id = await docket.case()
    rita = await docket.seat()
    form = decision_form(measure=["warn", "remove"], ground="law", hours="72")
    page = await rita.post(f"/console/cases/{case_id}/preview", form)
    assert page.status == 200
    assert await state(docket, case_id) is CaseState.OPEN
    letters = [
        html.unescape(one)
        for one in re.findall(r'<p class="letter" lang="\w+">(.*?)</p>', page.text, re.DOTALL)
    ]
    done = await rita.post(f"/console/cases/{case_id}/decide", form)
    file = await docket.store.case_file(case_id, now=0)
    assert done.status == 303
    assert file is not None
    decision = await docket.store.decision(file.puid)
    assert decision is not None
    url = docket.console.site.safety.page_of("drawn-when-decided", "…")
    assert letters == [
        statement_text(decision, language=language, url=url).replace(
            decision.puid, "drawn-when-decided"
        )
        for language in LANGUAGES
    ]


async def test_a_script_is_given_the_part_alone(docket: Docket) -> None:
    case_id = await docket.case()
    rita = await docket.seat()
    address = f"/console/cases/{case_id}/preview"
    part = await rita.post(address, decision_form(), hx_request="true")
    assert "<html" not in part.text
    assert "This is a warning." in part.text
    lacking = await rita.post(address, decision_form(facts="", ground=""), hx_request="true")
    assert "Say what was found." in lacking.text
    assert "against the law or against the terms" in lacking.text


async def test_the_preview_says_why_something_cannot_be_decided(docket: Docket) -> None:
    case_id = await docket.case("a", reason=CHILDREN)
    rita = await docket.seat()
    mild = decision_form(
        measure=["freeze"], reason="STATEMENT_CATEGORY_ANIMAL_WELFARE KEYWORD_OTHER"
    )
    page = await rita.post(f"/console/cases/{case_id}/preview", mild)
    assert "This cannot be decided: warn first" in flat(page)


async def test_the_picker_says_why_abuse_of_a_child_is_removed(docket: Docket) -> None:
    case_id = await docket.case("a", reason=CHILDREN)
    rita = await docket.seat()
    address = f"/console/cases/{case_id}"
    assert "Under this heading: abuse of a child" in flat(await rita.get(address))
    form = decision_form(measure=["demote"], reason=f"{CHILDREN.category} {CHILDREN.keyword}")
    refused = await rita.post(f"{address}/decide", form)
    assert refused.status == 422
    assert "remove the content, whatever else is done" in flat(refused)
    other = await docket.case("b")
    assert "Under this heading" not in flat(await rita.get(f"/console/cases/{other}"))


MISTAKES = [
    ({"measure": []}, "Choose a measure"),
    ({"measure": ["explode"]}, "Choose among the measures"),
    ({"measure": ["flag_scam"]}, "Cannot be done about a message"),
    ({"ground": "whim"}, "Say whether it is against the law"),
    ({"clause": " "}, "Name the article or the clause."),
    ({"clause": "x" * 501}, "At most 500 characters; these are 501."),
    ({"reason": "STATEMENT_CATEGORY_X KEYWORD_Y"}, "Choose a heading."),
    ({"facts": ""}, "Say what was found."),
    ({"facts": "x" * 2_001}, "At most 2000 characters"),
    ({"measure": ["label"]}, "Write what the label says."),
    ({"measure": ["label"], "label": "x" * 301}, "At most 300 characters; these are 301."),
    ({"measure": ["geo_block"]}, "Name the countries by their two letters."),
    ({"measure": ["geo_block"], "countries": "DE, Texas"}, "not TEXAS."),
    ({"measure": ["geo_block", "hide"], "countries": "DE"}, "not also blocked in countries"),
    ({"measure": ["slow"], "every": "9"}, "From 10 to 86400 seconds."),
    ({"measure": ["slow"], "every": "ten"}, "From 10 to 86400 seconds."),
    ({"hours": "-1"}, "Choose how long it holds."),
    ({"hours": "1e9"}, "Choose how long it holds."),
]


@pytest.mark.parametrize(("changed", "said"), MISTAKES)
async def test_a_form_with_a_mistake_says_what_to_mend_and_keeps_the_rest(
    docket: Docket, changed: dict[str, object], said: str
) -> None:
    case_id = await docket.case()
    form = decision_form(**{"facts": "Kept <b>as typed</b>.", "hours": "72", **changed})
    page = await (await docket.seat()).post(f"/console/cases/{case_id}/decide", form)
    assert page.status == 422
    assert said in flat(page)
    if "facts" not in changed:
        assert "Kept &lt;b&gt;as typed&lt;/b&gt;." in page.text
    if "hours" not in changed:
        assert '<option value="72" selected>' in page.text
    assert await state(docket, case_id) is CaseState.OPEN
    assert docket.console.carried == 0


async def test_countries_and_labels_come_with_their_measure_alone(docket: Docket) -> None:
    case_id = await docket.case()
    said = {"label": "Satire", "countries": "fr, de fr", "orderer": " A  court "}
    form = decision_form(measure=["geo_block"], **said)
    done = await (await docket.seat()).post(f"/console/cases/{case_id}/decide", form)
    assert done.status == 303
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    decision = await docket.store.decision(file.puid)
    assert decision is not None
    assert (decision.measures, decision.territory) == ((MeasureKind.GEO_BLOCK,), ("DE", "FR"))


async def test_a_part_is_removed_where_there_are_parts(docket: Docket) -> None:
    case_id = await docket.report(await docket.picture())
    rita, address = await docket.seat(), f"/console/cases/{case_id}"
    assert "The media of a message of yours was removed" in (await rita.get(address)).text
    wrong = decision_form(measure=["remove"], part="username")
    refused = await rita.post(f"{address}/decide", wrong)
    assert refused.status == 422
    assert "Choose what is removed." in refused.text
    form = decision_form(measure=["remove"], part="media")
    assert (await rita.post(f"{address}/decide", form)).status == 303
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    decision = await docket.store.decision(file.puid)
    assert decision is not None
    assert decision.part is Part.MEDIA


@pytest.mark.parametrize(("measure", "kept_out"), [("hide", True), ("warn", False)])
async def test_files_are_kept_out_where_something_is_taken(
    docket: Docket, measure: str, kept_out: bool
) -> None:
    case_id = await docket.report(await docket.picture())
    form = decision_form(measure=[measure], block_files="yes")
    done = await (await docket.seat()).post(f"/console/cases/{case_id}/decide", form)
    assert done.status == 303
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    decision = await docket.store.decision(file.puid)
    assert decision is not None
    assert decision.blocks_files is kept_out


async def test_only_a_senior_shuts_an_account_out(docket: Docket) -> None:
    await docket.warned()
    case_id = await docket.case()
    form = decision_form(measure=["freeze"])
    refused = await (await docket.seat()).post(f"/console/cases/{case_id}/decide", form)
    assert refused.status == 422
    assert "A senior decides" in refused.text
    tess = await docket.seat("tess", Role.SENIOR)
    assert (await tess.post(f"/console/cases/{case_id}/decide", form)).status == 303


async def test_who_was_warned_a_moment_ago_is_suspended_for_grave_harm_alone(
    docket: Docket,
) -> None:
    await docket.decide(await docket.case("earlier"))
    case_id, tess = await docket.case(), await docket.seat("tess", Role.SENIOR)
    address = f"/console/cases/{case_id}"
    assert "counts once they had time to read it" in flat(await tess.get(address))
    refused = await tess.post(f"{address}/decide", decision_form(measure=["freeze"]))
    assert refused.status == 422
    assert "Warned too short a while ago to have read it" in flat(refused)


async def test_who_was_not_warned_is_suspended_for_what_is_named_as_grave(docket: Docket) -> None:
    case_id = await docket.case()
    address = f"/console/cases/{case_id}/decide"
    tess = await docket.seat("tess", Role.SENIOR)
    refused = await tess.post(address, decision_form(measure=["freeze"]))
    assert refused.status == 422
    assert "Warn first" in refused.text
    unknown = await tess.post(address, decision_form(measure=["freeze"], grave="bother"))
    assert "Choose among what is grave." in unknown.text
    form = decision_form(measure=["freeze"], grave="theft")
    assert "people are being robbed" in flat(
        await tess.post(f"/console/cases/{case_id}/preview", form)
    )
    assert (await tess.post(address, form)).status == 303
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    decision = await docket.store.decision(file.puid)
    assert decision is not None
    assert decision.grave is Grave.THEFT
    assert "people are being robbed" in flat(await tess.get(f"/console/cases/{case_id}"))


async def test_what_is_grave_counts_for_nothing_beside_a_milder_measure(docket: Docket) -> None:
    case_id = await docket.case()
    rita = await docket.seat()
    form = decision_form(measure=["warn"], grave="theft")
    assert (await rita.post(f"/console/cases/{case_id}/decide", form)).status == 303


@pytest.mark.parametrize("way", ["decide", "close", "preview"])
async def test_a_case_that_somebody_else_decided_meanwhile_says_so(
    docket: Docket, way: str
) -> None:
    case_id = await docket.case()
    rita = await docket.seat()
    first = await docket.decide(case_id)
    page = await rita.post(f"/console/cases/{case_id}/{way}", decision_form(facts="My own words"))
    assert page.status == 409
    assert "Somebody else decided this case meanwhile: dora." in flat(page)
    assert "My own words" in page.text
    file = await docket.store.case_file(case_id, now=0)
    assert file is not None
    assert file.puid == first.puid


async def test_a_case_that_somebody_else_works_on_is_theirs_to_decide(docket: Docket) -> None:
    case_id = await docket.case()
    rita, sam = await docket.seat(), await docket.seat("sam")
    await sam.post(f"/console/cases/{case_id}/take")
    for way in ("decide", "close"):
        page = await rita.post(f"/console/cases/{case_id}/{way}", decision_form())
        assert page.status == 422
        assert "Sam works on this case" in flat(page)
    assert await state(docket, case_id) is CaseState.OPEN


async def test_a_case_in_which_nothing_is_wrong_is_closed(docket: Docket) -> None:
    case_id = await docket.case()
    rita = await docket.seat()
    done = await rita.post(f"/console/cases/{case_id}/close")
    assert (done.status, docket.console.carried) == (303, 1)
    assert "Closed without a measure by rita" in flat(await rita.get(done.headers["location"]))


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "9" * 30, "%F0%9F%98%80"])
async def test_there_is_no_other_case(docket: Docket, number: str) -> None:
    rita: Seat = await docket.seat()
    assert (await rita.get(f"/console/cases/{number}")).status == 404
    for way in ("take", "decide", "close", "preview", "evidence"):
        answer = await rita.post(f"/console/cases/{number}/{way}", decision_form(reason="x"))
        assert answer.status == 404


async def test_what_holds_until_somebody_decides_is_said(docket: Docket, visitor: Visitor) -> None:
    post = await docket.picture()
    (token,) = re.findall(r'name="token" value="([^"]+)"', (await visitor.get("/victim")).text)
    deepfake = "STATEMENT_CATEGORY_CYBER_VIOLENCE KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"
    form = {"token": token, "lang": "en", "reason": deepfake, "good_faith": "yes"}
    asked = await visitor.send("/victim", {"location": f"{BASE}/hikers/{post}", **form})
    assert asked.status == 303
    page = flat(await (await docket.seat()).get("/console/cases/1"))
    assert "Until somebody decides Since" in page
    assert "It is hidden from everybody but you." in page


async def test_whoever_may_review_it_is_not_told_what_was_decided(docket: Docket) -> None:
    case_id = await docket.case()
    await docket.appeal(case_id)
    ben = await docket.seat("appa", Role.APPEALS)
    page = flat(await ben.get(f"/console/cases/{case_id}"))
    for hidden in ("The post asked for passwords.", "dora", "paragraph 3", "warn"):
        assert hidden not in page.replace("who was not warned", "")
    assert "The post asked for passwords." in flat(
        await (await docket.seat()).get(f"/console/cases/{case_id}")
    )


async def test_a_preview_that_comes_too_late_says_so_and_is_no_error(docket: Docket) -> None:
    case_id, rita = await docket.case(), await docket.seat()
    await docket.decide(case_id)
    address = f"/console/cases/{case_id}/preview"
    part = await rita.post(address, decision_form(), hx_request="true")
    assert part.status == 200
    assert "the case is decided by now" in part.text
    assert "<html" not in part.text
    assert (await rita.post(address, decision_form())).status == 409
