"""The forms of those who have no account, in a real Chromium: phone and desk, day and night."""

from collections.abc import AsyncIterator

import pytest

from heliograph.safety.deciding import decide_case
from heliograph.safety.decisions import Ground, MeasureKind, Proposal
from heliograph.safety.intake import Said, take_in
from heliograph.safety.reports import Way
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.web.trust.words import words
from support.browser import Browser, chromium, served
from support.channels import make_place
from support.docket import SCAM
from support.looks import ACROSS, Look
from support.talk import People, sent_id
from support.visitor import BASE, Visitor

TYPED = "It shows me. I never agreed to that. <b>"


@pytest.fixture
async def browser(visitor: Visitor) -> AsyncIterator[Browser]:
    """No page of these runs a script."""
    async with chromium() as one, served(visitor.app) as base:
        one.base = base
        yield one


@pytest.mark.parametrize("look", ACROSS, ids=str)
@pytest.mark.parametrize("form", ["notice", "victim"])
async def test_a_form_that_is_sent_too_early_keeps_what_was_typed(
    people: People, browser: Browser, form: str, look: Look
) -> None:
    await make_place(people, broadcast=True)
    await browser.walk_in(size=look.size, scheme=look.scheme, script=False)
    assert await browser.goto(f"/{form}") == 200
    await browser.check_page(f"{form}-{look}")
    await browser.tab_to("#location")
    await browser.do("type", text="https://elsewhere.example/x")
    await browser.tab_to("#explanation")
    await browser.do("type", text=TYPED)
    await browser.tab_to("button[type=submit]")
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".mends")
    mends = await browser.text(".mends")
    for lacking in ("mend_reason", "mend_good_faith"):
        assert words()["en"][lacking] in mends
    for field, value in (("location", "https://elsewhere.example/x"), ("explanation", TYPED)):
        assert await browser.do("value", selector=f"#{field}") == value
    await browser.check_page(f"{form}-mends-{look}")
    await browser.do("click", selector=".mends a >> nth=0")
    assert await browser.do("count", selector="#location:focus") == 1


@pytest.mark.parametrize("language", ["de", "fr", "ko", "ru"])
async def test_each_language_has_room_on_a_phone(browser: Browser, language: str) -> None:
    await browser.walk_in(size=(390, 844), script=False)
    for form in ("notice", "victim"):
        assert await browser.goto(f"/{form}?lang={language}") == 200
        assert await browser.do("count", selector=f"html[lang={language}]") == 1
        await browser.check_page(f"{form}-{language}")


@pytest.fixture
async def decided(people: People, visitor: Visitor) -> tuple[str, str]:
    """A decision's page, and the receipt of who gave notice."""
    place = await make_place(people, broadcast=True)
    post = sent_id(await people.ann.send(place.peer(people.ann), "your password please"))
    peer_id = -1_000_000_000_000 - place.id
    about = (Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=post),)
    taken = await take_in(
        people.stage.service.intake, Said(about=about, reason=SCAM, way=Way.NOTICE)
    )
    proposal = Proposal(
        case_id=taken.subjects[0].case_id,
        ground=Ground.TERMS,
        clause="Terms, paragraph 3",
        category=SCAM.category,
        keyword=SCAM.keyword,
        facts="The post asked for passwords.",
        measures=(MeasureKind.REMOVE,),
        decided_by="rita",
    )
    made = await decide_case(visitor.safety, proposal)
    page = visitor.safety.page(made.decision.puid).removeprefix(BASE)
    return page, f"/notice/{taken.receipt}"


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_a_decision_and_a_receipt_can_be_read_and_complained_of(
    browser: Browser, decided: tuple[str, str], look: Look
) -> None:
    await browser.walk_in(size=look.size, scheme=look.scheme, script=False)
    for name, page in zip(("decision", "receipt"), decided, strict=True):
        assert await browser.goto(page) == 200
        await browser.check_page(f"{name}-{look}")
        await browser.tab_to("#argument + button, main form button[type=submit]")
        await browser.do("press", key="Enter")
        await browser.do("wait", selector="[aria-invalid]")
        assert words()["en"]["mend_argument"] in await browser.text()
        await browser.check_page(f"{name}-mends-{look}")
