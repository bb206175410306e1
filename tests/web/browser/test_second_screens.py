"""What takes two people, in a real Chromium: proposed on one screen, agreed to on another."""

from collections.abc import AsyncIterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from heliograph.safety.staff.roles import Role
from heliograph.server.evidence import copy_evidence
from support.browser import PHONE, Browser, chromium, served
from support.docket import CHILDREN, Docket, decision_form
from support.looks import ACROSS, Look


@pytest.fixture
async def browser(docket: Docket) -> AsyncIterator[Browser]:
    async with chromium() as one, served(docket.console.asker.app) as base:
        one.base = base
        yield one


async def copied(docket: Docket) -> None:
    """Files of evidence are copied by a worker."""
    app = docket.people.stage.app
    while await copy_evidence(app, docket.store, bytes_max=1 << 20):
        pass


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_what_waits_is_said_in_words_with_the_statement(
    docket: Docket, browser: Browser, look: Look
) -> None:
    await docket.decide(await docket.case("earlier"))
    case_id = await docket.case()
    tess = await docket.seat("tess", Role.SENIOR)
    facts = "The third time in a week that it asks for codes which come by mail."
    form = decision_form(measure=["remove", "terminate"], grave="theft", facts=facts)
    assert (await tess.post(f"/console/cases/{case_id}/decide", form)).status == 303
    order = {"reason": "Amtsgericht Bonn, 12 Gs 34/26: the post and who wrote it."}
    assert (await tess.post(f"/console/cases/{case_id}/out", order)).status == 303
    await browser.sit(await docket.seat("uma", Role.SENIOR), size=look.size, scheme=look.scheme)
    await browser.goto("/console/second")
    said = await browser.text()
    for words in ("Remove it", "Close the account", "Scam or fraud › Phishing", "Message in @"):
        assert words in said
    assert "terminate" not in said.split("As the transparency database has it")[0]
    assert "Your account is closed." in said
    await browser.check_page(f"second-{look}")
    # By keyboard: the first row, opened, and its statement unfolded.
    for key in ("j", "Enter"):
        await browser.do("press", key=key)
    await browser.do("settle", path="/console/second/1")
    await browser.check_page(f"second-one-{look}")
    await browser.tab_to("button[value=agree]")
    await browser.do("press", key="Enter")
    await browser.do("settle", path="/console/second/1?done=agree")
    assert "Done." in await browser.text()
    await browser.check_page(f"second-done-{look}")
    await browser.goto(f"/console/cases/{case_id}")
    assert "tess and uma" in await browser.text()
    await browser.check_page(f"case-ended-{look}")


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_cases_are_ticked_in_the_inbox_and_decided_together(
    docket: Docket, browser: Browser, look: Look
) -> None:
    for text in ("first", "second", "third"):
        await docket.case(text)
    await browser.sit(await docket.seat(), size=look.size, scheme=look.scheme)
    await browser.goto("/console/inbox")
    for key in ("j", "s", "j", "s", "j", "s"):
        await browser.do("press", key=key)
    assert await browser.do("count", selector="[name=case]:checked") == 3
    await browser.check_page(f"inbox-ticked-{look}")
    await browser.do("press", key="b")
    await browser.do("settle", path="/console/together?case=")
    await browser.check_page(f"together-{look}")
    await browser.tab_to("main button:not([formaction])")
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".mends")
    await browser.check_page(f"together-mends-{look}")
    await browser.do("check", selector="[value=remove]")
    await browser.do("check", selector="[value=terms]")
    for field, text in (("clause", "Terms, 3"), ("facts", "It asks."), ("why", "One crew's.")):
        await browser.do("fill", selector=f"#{field}", text=text)
    await browser.do("wait", selector="#preview .letter")
    assert "What we found: It asks." in await browser.text("#preview")
    await docket.decide(2)
    await browser.do("fill", selector="#facts", text="It asks for codes.")
    await browser.do("wait", selector="#preview .said.wrong")
    assert "Case 2: case 2 is decided." in await browser.text("#preview")
    await browser.check_page(f"together-left-{look}")
    await browser.do("click", selector="button:text-is('Propose it')")
    await browser.do("wait", selector=".mends")
    assert "case 2 is decided" in (await browser.text(".mends")).lower()
    await browser.do("uncheck", selector="[name=case][value='2']")
    await browser.do("click", selector="button:text-is('Propose it')")
    await browser.do("settle", path="/console/second/1?done=proposed")
    assert "Decide 2 cases together" in await browser.text()
    await browser.check_page(f"together-proposed-{look}")


async def test_an_archive_is_proposed_agreed_to_and_fetched(
    docket: Docket, browser: Browser, tmp_path: Path
) -> None:
    case_id = await docket.report(await docket.picture(b"the very bytes"))
    await copied(docket)
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)
    await browser.sit(rita, size=PHONE)
    await browser.goto(f"/console/cases/{case_id}")
    await browser.do("click", selector="text=Take it out for a court")
    await browser.check_page("out-390-light")
    await browser.do("click", selector="button:text-is('Propose it')")
    await browser.do("wait", selector=".mend")
    await browser.check_page("out-mends-390-light")
    await browser.do("fill", selector="#reason", text="Amtsgericht Bonn, 12 Gs 34/26")
    await browser.do("click", selector="button:text-is('Propose it')")
    await browser.do("settle", path="/console/second/1?done=proposed")
    await browser.sit(tess, size=PHONE, scheme="dark")
    await browser.goto("/console/second/1")
    await browser.do("click", selector="button:text-is('Agree')")
    await browser.do("wait", selector="text=Fetch the archive")
    await browser.check_page("out-agreed-390-dark")
    await browser.goto("/console/second")
    await browser.check_page("out-list-390-dark")
    await browser.goto("/console/second/1")
    path = tmp_path / "saved.zip"
    saved = await browser.do("saves", selector="text=Fetch the archive", path=str(path))
    assert saved == f"case-{case_id}.zip"
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert "case-1/evidence/1/snapshot.json" in archive.namelist()


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_the_staff_is_changed_by_two(docket: Docket, browser: Browser, look: Look) -> None:
    olga, ida = await docket.seat("olga", Role.ADMIN), await docket.seat("ida", Role.ADMIN)
    await docket.seat("rita", Role.REVIEWER)
    await browser.sit(olga, size=look.size, scheme=look.scheme)
    await browser.goto("/console/staff?name=rita")
    await browser.check_page(f"staff-{look}")
    await browser.do("check", selector="[value=add]")
    await browser.do("fill", selector="#name", text="Rita!")
    await browser.do("click", selector="button:text-is('Propose it')")
    await browser.do("wait", selector=".mends")
    assert await browser.do("value", selector="#name") == "Rita!"
    await browser.check_page(f"staff-mends-{look}")
    await browser.do("fill", selector="#name", text="sam")
    await browser.do("fill", selector="#reason", text="We are too few at night.")
    await browser.do("click", selector="button:text-is('Propose it')")
    await browser.do("settle", path="/console/staff?done=proposed")
    await browser.sit(ida, size=look.size, scheme=look.scheme)
    await browser.goto("/console/staff")
    await browser.check_page(f"staff-waits-{look}")
    await browser.tab_to("button[value=agree]")
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".secret")
    assert "/console/enrol?c=" in await browser.text(".secret")
    await browser.check_page(f"staff-link-{look}")


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_nothing_is_shown_without_a_reason_nor_what_is_sealed(
    docket: Docket, browser: Browser, look: Look
) -> None:
    case_id = await docket.case("secret words")
    sealed = await docket.case("worse words", reason=CHILDREN)
    tess = await docket.seat("tess", Role.SENIOR)
    form = decision_form(measure=["remove"], reason=f"{CHILDREN.category} {CHILDREN.keyword}")
    assert (await tess.post(f"/console/cases/{sealed}/decide", form)).status == 303
    await browser.sit(tess, size=look.size, scheme=look.scheme)
    await browser.goto(f"/console/cases/{case_id}")
    # A browser asks for it by itself; whoever gets around that is asked again.
    await browser.do("evaluate", code="document.querySelector('#why').removeAttribute('required')")
    await browser.do("fill", selector="#why", text="   ")
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".mend")
    assert "secret words" not in await browser.text()
    await browser.check_page(f"evidence-why-{look}")
    await browser.do("fill", selector="#reason", text="To decide the case")
    await browser.do("press", key="Enter")
    await browser.do("wait", selector="text=secret words")
    await browser.goto(f"/console/cases/{sealed}")
    assert "Sealed" in await browser.text()
    assert await browser.do("count", selector="[action$='/evidence']") == 0
    await browser.check_page(f"sealed-{look}")
    sent = f"""(() => {{
        const csrf = document.querySelector('[name=csrf]').value
        const body = new URLSearchParams({{csrf, reason: 'x'}})
        return fetch('/console/cases/{sealed}/evidence', {{method: 'POST', body}})
            .then((one) => one.text())
    }})()"""
    answer = str(await browser.do("evaluate", code=sent))
    assert "Sealed" in answer
    assert "worse words" not in answer
