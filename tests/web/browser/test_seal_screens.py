"""What is said to be abuse of a child, and who adds a passkey, in a real Chromium."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from heliograph.ports.probe import MadePhoto, MadePicture
from heliograph.safety.staff.roles import Role
from support.browser import Browser, chromium, served
from support.docket import CHILDREN, Docket
from support.looks import ACROSS, Look

KEPT = """
window.asked = [];
navigator.credentials.create = async (options) => {
    window.asked.push(options.publicKey.user.name);
    throw new DOMException("", "NotAllowedError");
};
"""


@pytest.fixture
async def browser(docket: Docket) -> AsyncIterator[Browser]:
    async with chromium() as one, served(docket.console.asker.app) as base:
        one.base = base
        yield one


def gray() -> MadePicture:
    file = io.BytesIO()
    Image.radial_gradient("L").resize((320, 240)).save(file, "JPEG")
    return MadePicture(type="m", width=320, height=240, content=file.getvalue())


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_a_senior_says_what_it_is_and_then_it_is_shown(
    docket: Docket, browser: Browser, look: Look
) -> None:
    docket.people.stage.probe.made = MadePhoto(sizes=(gray(),), stripped=b"")
    post = await docket.picture()
    case_id = await docket.report(post)
    await docket.report(post, by=docket.people.cat, reason=CHILDREN)
    rita, tess = await docket.seat(), await docket.seat("tess", Role.SENIOR)

    async def looks(name: str) -> None:
        await browser.goto(f"/console/cases/{case_id}")
        await browser.check_page(f"seal-case-{name}-{look}")
        await browser.do("click", selector="text=Show what was reported")
        await browser.check_page(f"seal-{name}-{look}")

    await browser.sit(rita, size=look.size, scheme=look.scheme)
    await looks("rita")
    assert "A senior finds out what it is." in await browser.text()
    assert await browser.do("count", selector="[name=show]") == 0
    await browser.sit(tess, size=look.size, scheme=look.scheme)
    await looks("tess")
    await browser.do("click", selector="text=Show it blurred")
    await browser.do("wait", selector=".uncovered-blurred")
    await browser.do("fill", selector="[name=why]", text="A lamp.")
    await browser.do("click", selector="text=It is not")
    assert "Noted, with your name" in await browser.text()
    await browser.sit(rita, size=look.size, scheme=look.scheme)
    await looks("rita-open")
    assert await browser.do("count", selector="[name=show]") == 1
    await browser.sit(tess, size=look.size, scheme=look.scheme)
    await looks("tess-open")
    await browser.do("fill", selector="[name=why]", text="No lamp.")
    await browser.do("click", selector="text=It is abuse: seal it")
    assert "Noted, with your name" in await browser.text()
    await looks("tess-sealed")
    assert await browser.do("count", selector="[name=show]") == 0


async def test_a_browser_makes_a_passkey_for_who_proves_who_they_are(
    docket: Docket, browser: Browser
) -> None:
    seat = await docket.seat()
    browser.base = browser.base.replace("127.0.0.1", "localhost")
    await browser.sit(seat)
    await browser.goto("/console/account")
    await browser.check_page("account-passkeys")
    await browser.do("evaluate", code=KEPT)

    async def tries(code: str) -> str:
        await browser.do("fill", selector="#passkey-passphrase", text=seat.proof()["passphrase"])
        await browser.do("fill", selector="#passkey-code", text=code)
        await browser.do("click", selector="text=Add a passkey")
        await browser.do("wait", selector="[data-passkey] [role=alert]:not([hidden])")
        return await browser.text("[data-passkey] [role=alert]")

    assert "did not match" in await tries("000000")
    assert await browser.do("evaluate", code="window.asked.length") == 0
    assert "Nothing was chosen" in await tries(seat.proof()["code"])
    assert await browser.do("evaluate", code="window.asked[0]") == "rita"
