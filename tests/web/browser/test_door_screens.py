"""Coming in for the first time, in a real Chromium: the link, the squares, the first sign-in."""

import base64
from collections.abc import AsyncIterator

import pytest

from heliograph.safety.staff import codes, signing
from heliograph.safety.staff.roles import Role
from support.browser import Browser, chromium, served
from support.console import Console
from support.looks import ACROSS, Look
from support.stage import Stage

PASSPHRASE = "seven birds over the harbour"


@pytest.fixture
def console(stage: Stage) -> Console:
    return Console(stage)


@pytest.fixture
async def browser(console: Console) -> AsyncIterator[Browser]:
    async with chromium() as one, served(console.asker.app) as base:
        one.base = base
        yield one


async def link(console: Console) -> str:
    """By which rita sets herself up."""
    staffing = console.site.staffing
    made = await signing.add(staffing, "rita", roles=frozenset({Role.REVIEWER}), by="operator")
    return f"/console/enrol?c={made.secret}"


async def code(browser: Browser, console: Console, *, later: int = 0) -> str:
    """What the app shows that the secret on the page was typed into."""
    written = (await browser.text(".secret")).replace(" ", "")
    secret = base64.b32decode(written + "=" * (-len(written) % 8))
    return codes.code_of(secret, codes.step_at(console.stage.clock.wire_now()) + later)


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_the_link_leads_to_the_desk_once(
    console: Console, browser: Browser, look: Look
) -> None:
    address = await link(console)
    await browser.walk_in(size=look.size, scheme=look.scheme)
    assert await browser.goto(address) == 200
    assert "Set yourself up, rita" in await browser.text()
    await browser.check_page(f"enrol-{look}")
    now = await code(browser, console)
    await browser.tab_to("#passphrase")
    await browser.do("type", text=PASSPHRASE)
    await browser.tab_to("#again")
    await browser.do("type", text=f"{PASSPHRASE}s")
    await browser.tab_to("#code")
    await browser.do("type", text=now)
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".said.wrong")
    assert "the passphrase was typed in two ways" in await browser.text(".said.wrong")
    await browser.check_page(f"enrol-again-{look}")
    # The secret is the one that was taken into the app before.
    assert await code(browser, console) == now
    await browser.do("fill", selector="#passphrase", text=PASSPHRASE)
    await browser.do("fill", selector="#again", text=PASSPHRASE)
    await browser.do("fill", selector="#code", text=now)
    await browser.do("click", selector="text=Finish")
    await browser.do("settle", path="/console/inbox")
    assert await browser.goto(address) == 404
    assert "This link was used" in await browser.text()
    await browser.check_page(f"enrol-over-{look}")


@pytest.mark.parametrize("look", ACROSS, ids=str)
async def test_what_is_wrong_at_the_door_says_nothing_more(
    console: Console, browser: Browser, look: Look
) -> None:
    await browser.walk_in(size=look.size, scheme=look.scheme)
    await browser.goto("/console/sign-in?next=/console/log")
    await browser.do("fill", selector="#name", text="rita")
    await browser.do("fill", selector="#passphrase", text="something else entirely")
    await browser.do("fill", selector="#code", text="123456")
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".said.wrong")
    assert "That did not match." in await browser.text(".said.wrong")
    name = "document.querySelector('#name').value"
    assert await browser.do("evaluate", code=name) == "rita"
    passphrase = "document.querySelector('#passphrase').value"
    assert await browser.do("evaluate", code=passphrase) == ""
    await browser.check_page(f"sign-in-wrong-{look}")
