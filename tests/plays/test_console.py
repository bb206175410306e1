"""Moderators at their console in a real browser, from the link they are given to an appeal that
somebody else decides, while the people it is about use real clients."""

import asyncio
import base64
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.safety.decisions import MeasureKind
from heliograph.safety.staff import codes
from support.browser import Browser, chromium
from support.films import PHOTO, SIDES, make
from support.play_server import PlayServer

pytestmark = pytest.mark.play

PLACE = "thin_and_happy"
PASSPHRASE = "seven birds over the harbour"
FACTS = "It tells people how to starve themselves."
_WIDTH = """(async () => {
    const picture = document.querySelector('.uncovered img')
    if (!picture.complete) {
        await new Promise((done) => { picture.onload = picture.onerror = done })
    }
    return picture.naturalWidth || `there is none: ${(await fetch(picture.src)).status}`
})()"""
VIEW = "Nobody would take it for more than a joke."


@pytest.fixture
async def browser(server: PlayServer) -> AsyncIterator[Browser]:
    async with chromium() as one:
        one.base = server.http
        yield one


async def comes_in(server: PlayServer, browser: Browser, name: str, role: str) -> None:
    """Somebody new sets themselves up by the link, signs out, and signs in with both factors."""
    said = await server.operate("staff", "add", "--role", role, name)
    (link,) = re.findall(r"/console/enrol\?c=[\w-]+", said)
    await browser.walk_in()
    assert await browser.goto(link) == 200
    written = (await browser.text(".secret")).replace(" ", "")
    secret = base64.b32decode(written + "=" * (-len(written) % 8))
    step = codes.step_at(time.time())
    fields = {"#passphrase": PASSPHRASE, "#again": PASSPHRASE, "#code": codes.code_of(secret, step)}
    await fills(browser, fields)
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".rail")
    await browser.tab_to(".rail-out button")
    await browser.do("press", key="Enter")
    await browser.do("settle", path="/console/sign-in")
    # A code works once: this one is the next, which is taken half a minute early.
    again = {"#name": name, "#passphrase": PASSPHRASE, "#code": codes.code_of(secret, step + 1)}
    await fills(browser, again)
    await browser.do("press", key="Enter")
    await browser.do("wait", selector=".rail")


async def fills(browser: Browser, fields: dict[str, str]) -> None:
    """Type into fields, going from one to the next by Tab."""
    for field, text in fields.items():
        await browser.tab_to(field)
        await browser.do("type", text=text)


async def presses(browser: Browser, *keys: str) -> None:
    for key in keys:
        await browser.do("press", key=key)


async def read_step_by_step(browser: Browser) -> None:
    """The words at once, for a reason that stands there; the picture in three steps."""
    await presses(browser, "e")
    await browser.do("wait", selector="text=a week without a meal")
    assert await browser.do("count", selector=".exhibit img") == 0
    for step in ("blurred", "grey", "full"):
        await browser.tab_to("[name=show]")
        await presses(browser, "Enter")
        await browser.do("wait", selector=f".uncovered-{step}")
    assert await browser.do("evaluate", code=_WIDTH) == SIDES[PHOTO][0]
    await presses(browser, "u")


async def decides(browser: Browser) -> None:
    """The least intrusive stands first; what will be read stands below before it is decided."""
    await browser.do("wait", selector="#decide [name=measure]")
    await presses(browser, "d")
    values = "[...document.querySelectorAll('[name=measure]')].map((one) => one.value)"
    offered = await browser.do("evaluate", code=values)
    assert offered == [kind for kind in MeasureKind if kind in offered]
    await browser.tab_to("[name=measure][value=remove]")
    await presses(browser, "Space")
    await browser.tab_to("[name=ground][value=terms]")
    await presses(browser, "Space")
    await fills(browser, {"#clause": "Terms, 4.2", "#facts": FACTS})
    await browser.do("wait", selector="#preview .letter")
    assert f"What we found: {FACTS}" in await browser.text("#preview")
    await browser.tab_to("#decide button:not([formaction])")
    await presses(browser, "Enter")
    await browser.do("wait", selector="text=Decided. Whoever it affects is told.")


async def complains(browser: Browser, address: str) -> None:
    """Whoever has the address reads why, and says what is wrong with it."""
    await browser.walk_in(script=False)
    assert await browser.goto(address) == 200
    assert FACTS in await browser.text()
    await fills(browser, {"#argument": "It was a joke."})
    await browser.tab_to("main form button")
    await presses(browser, "Enter")
    await browser.do("wait", selector="[role=status]")


async def reviews(browser: Browser, case_id: int) -> None:
    """Blind to the first reasoning, wherever one looks, until a view is written down."""
    await presses(browser, "g", "p")
    await browser.do("settle", path="/console/appeals")
    await presses(browser, "j", "Enter")
    await browser.do("settle", path="/console/appeals/1")
    appeal = await browser.path()
    for page in (appeal, f"/console/cases/{case_id}"):
        await browser.goto(page)
        said = await browser.text()
        assert FACTS not in said
        assert "Terms, 4.2" not in said
        assert "Decided, rita" not in said
    await browser.goto(appeal)
    assert "It was a joke." in await browser.text()
    await fills(browser, {"#view": VIEW})
    await browser.tab_to("main form[action$=view] button")
    await presses(browser, "Enter")
    await browser.do("wait", selector="[name=outcome]")
    said = await browser.text()
    assert FACTS in said
    assert "rita" in said
    await browser.tab_to("[name=outcome][value=upheld]")
    await presses(browser, "ArrowDown")
    await fills(browser, {"#reasons": "It can be read as a joke."})
    await browser.tab_to("main form[action$=end] button")
    await presses(browser, "Enter")
    await browser.do("settle", path=f"{appeal}?done=reversed")


async def test_a_case_goes_from_the_inbox_to_an_appeal_by_keyboard(
    server: PlayServer, cast, browser: Browser, tmp_path: Path
) -> None:
    seller, reader = await cast("telethon", name="Sam"), await cast("tdlib", name="Tom")
    await seller.do("make_channel", title="Thin", username=PLACE, broadcast=True)
    await reader.do("join_channel", username=PLACE)
    dull = (await seller.do("send", to=PLACE, text="pills for half the price"))["id"]
    photo = str(await asyncio.to_thread(make, tmp_path, PHOTO))
    media = {"kind": PHOTO, "path": photo, "caption": "a week without a meal"}
    grave = (await seller.do("send_media", to=PLACE, **media))["id"]
    for message_id, titles in (
        (dull, ["Scam or fraud", "Fake offers"]),
        (grave, ["Suicide or self-harm", "Promotes eating disorders"]),
    ):
        said = {"place": PLACE, "message_id": message_id, "words": "look"}
        await reader.do("report", titles=titles, **said)

    await comes_in(server, browser, "rita", "reviewer")
    await browser.do("settle", path="/console/inbox")
    # What is graver is due sooner, and stands first although it came later.
    rows = "[...document.querySelectorAll('[data-row]')].map((one) => one.innerText)"
    first, second = await browser.do("evaluate", code=rows)
    assert "Promotes eating disorders" in first
    assert "Fake offers" in second
    await presses(browser, "j", "x")
    await browser.do("wait", selector="text=Yours")
    await presses(browser, "j", "Enter")
    await browser.do("settle", path="/console/cases/")
    case_id = int((await browser.path()).rsplit("/", 1)[1])
    await read_step_by_step(browser)
    await browser.do("settle", path=f"/console/cases/{case_id}")
    await decides(browser)
    assert await browser.do("wrong") == []

    told = await seller.see("message", lambda line: FACTS in (line["text"] or ""))
    (address,) = re.findall(r"(/decision/\S+)", told["text"])
    await complains(browser, address)
    await comes_in(server, browser, "adam", "appeals")
    await reviews(browser, case_id)
    assert await browser.do("wrong") == []
    await seller.see("message", lambda line: "taken back" in (line["text"] or ""))
