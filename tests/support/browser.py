"""A real Chromium before the console of a stage, which is served on 127.0.0.1."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from heliograph.web.console.origin import COOKIE
from support.console import Seat

WORKER = Path(__file__).parents[1] / "web" / "browser" / "chromium_worker.mjs"
WITHIN_S = 60
PHONE, DESKTOP = (390, 844), (1280, 900)

# Of all that is written on a page, what stands out less from what lies behind it than 4.5 to 1, or
# than 3 to 1 where it is large. https://www.w3.org/TR/WCAG22/#contrast-minimum
_CONTRAST = """(() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number)
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
        .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
    const behind = (node) => {
        for (; node; node = node.parentElement) {
            const colour = numbers(getComputedStyle(node).backgroundColor)
            if (colour.length === 3 || colour[3] > 0.99) return colour
        }
        return [255, 255, 255]
    }
    const found = []
    for (const node of document.querySelectorAll('body *')) {
        const said = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim())
        const style = getComputedStyle(node)
        if (!said || !node.offsetParent || style.visibility === 'hidden') continue
        const [a, b] = [light(numbers(style.color)), light(behind(node))].sort((x, y) => y - x)
        const large = parseFloat(style.fontSize) >= 24
        const ratio = (a + 0.05) / (b + 0.05)
        if (ratio < (large ? 3 : 4.5)) {
            found.push(`${node.tagName} ${node.className} ${ratio.toFixed(2)} ${node.innerText}`)
        }
    }
    return found
})()"""
# What takes part in the page and has no name for who cannot see it.
_NAMELESS = """[...document.querySelectorAll('a, button, input, select, textarea')]
    .filter((one) => one.type !== 'hidden' && one.ariaHidden !== 'true'
        && !(one.labels && one.labels.length)
        && !one.getAttribute('aria-label') && !one.innerText.trim())
    .map((one) => one.outerHTML)"""


_FOCUSED = "document.activeElement.matches({selector})"
_TABS_MAX = 120


class Browser:
    """Chromium, told what to do by lines to the process that holds it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.base = ""

    async def do(self, act: str, **said: Any) -> Any:
        """What an act of the worker gives."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"act": act, **said}).encode() + b"\n")
        answer = await self._heard()
        assert "error" not in answer, answer["error"]
        return answer["result"]

    async def _heard(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(await asyncio.wait_for(self._process.stdout.readline(), WITHIN_S))

    async def ready(self) -> None:
        """Wait until it is there."""
        assert await self._heard() == {"ready": True}

    async def sit(
        self,
        seat: Seat,
        *,
        size: tuple[int, int] = DESKTOP,
        scheme: str = "light",
        script: bool = True,
    ) -> None:
        """Have it be one of the staff's, with nothing of before."""
        cookie = {"name": COOKIE, "value": seat.token or "none", "url": f"{self.base}/console"}
        width, height = size
        await self.do(
            "open", width=width, height=height, scheme=scheme, script=script, cookies=[cookie]
        )

    async def walk_in(
        self, *, size: tuple[int, int] = DESKTOP, scheme: str = "light", script: bool = True
    ) -> None:
        """Have it be nobody's, with nothing of before."""
        width, height = size
        await self.do("open", width=width, height=height, scheme=scheme, script=script, cookies=[])

    async def tab_to(self, selector: str) -> None:
        """Go to something by the keyboard alone; fails if it is never reached."""
        code = _FOCUSED.format(selector=json.dumps(selector))
        for _ in range(_TABS_MAX):
            if await self.do("evaluate", code=code):
                return
            await self.do("press", key="Tab")
        raise AssertionError(f"no way by Tab to {selector}")

    async def goto(self, path: str) -> int:
        """Open a page; gives the status."""
        status: int = await self.do("goto", url=self.base + path)
        return status

    async def path(self) -> str:
        """Where it is."""
        return str(await self.do("where")).removeprefix(self.base)

    async def text(self, selector: str = "main") -> str:
        return str(await self.do("text", selector=selector))

    async def check_page(self, name: str) -> None:
        """Nothing on the page is too faint, nameless, too wide, or refused by its policy."""
        if folder := os.environ.get("SCREENSHOTS"):
            # For who wants to look at them.
            await self.do("shot", path=str(Path(folder) / f"{name}.png"))
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        found = {
            "faint": await self.do("evaluate", code=_CONTRAST),
            "nameless": await self.do("evaluate", code=_NAMELESS),
            "too wide": await self.do("evaluate", code=wide),
            "wrong": await self.do("wrong"),
        }
        found = {what: one for what, one in found.items() if one}
        assert not found, f"{name}: {found}"


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser, for as long as this lasts."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    assert program, "the tests need chromium"
    process = await asyncio.create_subprocess_exec(
        "node",
        str(WORKER),
        program,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    browser = Browser(process)
    try:
        await browser.ready()
        yield browser
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), WITHIN_S)
        except TimeoutError:
            process.kill()


@contextlib.asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """The address of an application on a free port of 127.0.0.1."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment, method-assign]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
