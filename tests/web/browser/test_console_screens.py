"""The console in a real Chromium: every screen, by keys and pointer, with and without script."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image, ImageOps

from heliograph.ports.probe import MadePhoto, MadePicture
from heliograph.safety.cases import CaseState
from heliograph.safety.staff.roles import Role
from support.browser import Browser, chromium, served
from support.console import Seat
from support.docket import CHILDREN, Docket, decision_form
from support.looks import LOOKS, Look


async def seen_through(browser: Browser) -> str:
    """What lies over the picture, with the pointer on it."""
    await browser.do("hover", selector=".uncovered img")
    filters = "getComputedStyle(document.querySelector('.uncovered img')).filter"
    return str(await browser.do("evaluate", code=filters))


@pytest.fixture
async def browser(docket: Docket) -> AsyncIterator[Browser]:
    """A browser before the console."""
    async with chromium() as one, served(docket.console.asker.app) as base:
        one.base = base
        yield one


def painted(letter: str, width: int, height: int) -> MadePicture:
    """A picture that a browser shows."""
    file = io.BytesIO()
    ImageOps.colorize(Image.radial_gradient("L"), "#c33", "#2a6").resize((width, height)).save(
        file, "JPEG"
    )
    return MadePicture(type=letter, width=width, height=height, content=file.getvalue())


async def busy(docket: Docket) -> tuple[int, int]:
    """A day's work; gives an open case and an appeal."""
    made = MadePhoto(sizes=(painted("m", 320, 240), painted("x", 800, 600)), stripped=b"")
    docket.people.stage.probe.made = made
    comment = "It says it is the bank and asks for the code that came by mail."
    earlier = await docket.case("earlier")
    await docket.decide(earlier)
    appeal_id = await docket.appeal(await docket.case("now then"))
    await docket.case("something else", reason=CHILDREN)
    case_id = await docket.report(await docket.picture(), comment=comment)
    await docket.report(await docket.post("mild"), by=docket.people.cat)
    other = await docket.case("taken")
    await docket.store.take_case(other, by="sam", date=docket.console.stage.clock.date)
    tess = await docket.seat("tess", Role.SENIOR)
    form = decision_form(measure=["terminate"], facts="The third time in a week.", grave="theft")
    assert (await tess.post(f"/console/cases/{case_id}/decide", form)).status == 303
    docket.console.stage.clock.date += 2_000
    return case_id, appeal_id


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_every_screen_can_be_read(docket: Docket, browser: Browser, look: Look) -> None:
    case_id, appeal_id = await busy(docket)
    size, scheme = look.size, look.scheme
    seat = await docket.seat("rita", Role.SENIOR, Role.APPEALS)
    await browser.sit(seat, size=size, scheme=scheme)
    for name, path in (
        ("inbox", "/console/inbox"),
        ("decided", "/console/inbox?view=decided"),
        ("empty", "/console/inbox?surface=story"),
        ("case", f"/console/cases/{case_id}"),
        ("appeals", "/console/appeals"),
        ("appeal", f"/console/appeals/{appeal_id}"),
        ("second", "/console/second"),
        ("keys", "/console/keys"),
        ("log", "/console/log"),
    ):
        assert await browser.goto(path) == 200
        await browser.check_page(f"{name}-{look}")
    await browser.goto(f"/console/cases/{case_id}")
    await browser.do("check", selector="[value=remove]")
    await browser.do("check", selector="[value=geo_block]")
    await browser.do("click", selector="text=Preview")
    await browser.check_page(f"mistakes-{look}")
    for selector, text in (("#clause", "Terms, 3"), ("#facts", "It asks."), ("#countries", "DE")):
        await browser.do("fill", selector=selector, text=text)
    await browser.do("check", selector="[value=terms]")
    await browser.do("wait", selector="#preview .letter")
    assert await browser.do("count", selector=".mend, .mends") == 0
    await browser.check_page(f"preview-{look}")
    await browser.do("click", selector="text=Show what was reported")
    await browser.check_page(f"evidence-{look}")
    await browser.do("click", selector="text=Show it blurred")
    await browser.do("wait", selector=".uncovered-blurred")
    await browser.check_page(f"blurred-{look}")
    assert await seen_through(browser) == "blur(24px) grayscale(1)"
    for step, cls, filters in (("grey", "grey", "grayscale(1)"), ("as it is", "full", "none")):
        await browser.do("click", selector=f"text=Show it {step}")
        await browser.do("wait", selector=f".uncovered-{cls}")
        assert await seen_through(browser) == filters
    await browser.goto(f"/console/appeals/{appeal_id}")
    await browser.do("fill", selector="#view", text="It is no phishing.")
    await browser.do("click", selector="text=Write it down")
    await browser.do("wait", selector="[name=outcome]")
    await browser.check_page(f"review-{look}")
    await browser.sit(await docket.seat("olga", Role.ADMIN), size=size, scheme=scheme)
    for name in ("audit", "staff", "account"):
        assert await browser.goto(f"/console/{name}") == 200
        await browser.check_page(f"{name}-{look}")
    await browser.sit(Seat(docket.console), size=size, scheme=scheme)
    assert await browser.goto("/console/inbox") == 200
    assert await browser.path() == "/console/sign-in?next=/console/inbox"
    await browser.check_page(f"sign-in-{look}")


async def test_a_case_is_decided_by_keyboard_alone(docket: Docket, browser: Browser) -> None:
    first, second = await docket.case("first"), await docket.case("second")
    seat = await docket.seat()
    await browser.sit(seat)
    await browser.goto("/console/inbox")
    for key in ("j", "j"):
        await browser.do("press", key=key)
    assert (
        "case 2"
        in str(
            await browser.do("evaluate", code="document.activeElement.getAttribute('aria-label')")
        ).lower()
    )
    visible = "getComputedStyle(document.activeElement).outlineStyle"
    assert await browser.do("evaluate", code=visible) != "none"
    await browser.do("press", key="x")
    await browser.do("wait", selector="text=Yours")
    await browser.do("press", key="j")
    await browser.do("press", key="Enter")
    await browser.do("settle", path=f"/console/cases/{first}")
    await browser.do("press", key="u")
    await browser.do("settle", path="/console/inbox")
    await browser.goto(f"/console/cases/{second}")
    await browser.do("check", selector="[value=warn]")
    await browser.do("check", selector="[value=law]")
    await browser.do("fill", selector="#clause", text="§ 263 StGB")
    await browser.do("fill", selector="#facts", text="It asks for money.")
    # What is typed is no key.
    await browser.do("press", key="u")
    await browser.do("wait", selector="#preview .letter")
    assert "Ground: illegal content, § 263 StGB" in await browser.text("#preview")
    assert "It asks for money.u" in await browser.text("#preview")
    case = await docket.store.case(second)
    assert case is not None
    assert case.state is CaseState.OPEN
    await browser.do("evaluate", code="document.activeElement.blur()")
    await browser.do("press", key="p")
    await browser.do("settle", path=f"/console/cases/{second}/preview")
    await browser.do("click", selector="button:text-is('Decide')")
    await browser.do("settle", path=f"/console/cases/{second}?done=decided")
    assert "Decided. Whoever it affects is told." in await browser.text()
    await browser.do("press", key="?")
    await browser.do("press", key="g")
    await browser.do("press", key="i")
    await browser.do("settle", path="/console/inbox")
    assert await browser.do("wrong") == []


async def test_everything_works_without_a_script(docket: Docket, browser: Browser) -> None:
    case_id = await docket.report(await docket.picture())
    await browser.sit(await docket.seat(), script=False)
    await browser.goto("/console/inbox")
    await browser.do("click", selector="text=Take")
    await browser.do("wait", selector="text=Yours")
    await browser.do("click", selector="[data-open]")
    await browser.do("click", selector="text=Show what was reported")
    for step in ("blurred", "grey", "as it is"):
        await browser.do("click", selector=f"text=Show it {step}")
    await browser.do("wait", selector=".uncovered-full")
    assert await browser.do("count", selector="[name=show]") == 0
    await browser.do("click", selector="text=Cover it")
    assert await browser.do("count", selector=".uncovered img") == 0
    await browser.goto(f"/console/cases/{case_id}")
    await browser.do("check", selector="[value=warn]")
    await browser.do("click", selector="text=Preview")
    assert "Say what was found." in await browser.text(".mends")
    await browser.do("check", selector="[value=terms]")
    await browser.do("fill", selector="#clause", text="Terms, 3")
    await browser.do("fill", selector="#facts", text="It asks.")
    await browser.do("click", selector="text=Preview")
    assert "What we found: It asks." in await browser.text("#preview")
    await browser.do("click", selector="button:text-is('Decide')")
    assert "Decided. Whoever it affects is told." in await browser.text()
