"""A real server whose operator proposes to end an account by the command line: nothing comes of it
before somebody else signed in to the console agrees."""

import asyncio
import re
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyotp

from heliograph.tl import functions, types
from support.aftermath import read
from support.play_server import PlayServer
from support.powercut.watched_client import introduce, signed_up

PASSPHRASE = "seven birds over the harbour"
ENDING = (
    *("safety", "decide", "--by=sam", "--terms=4.2", "--facts=It asks for passwords."),
    *("--measure=terminate", "--grave=theft"),
    *("--category=STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "--keyword=KEYWORD_PHISHING", "1"),
)


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *asked: Any, **named: Any) -> None:
        """A form's answer is looked at, not where it leads."""


class Senior:
    """Somebody of the staff with an app of another make, in a browser of their own."""

    def __init__(self, server: PlayServer, name: str) -> None:
        self.server, self.name = server, name
        self.app = pyotp.TOTP("A" * 32)
        self._cookies: list[str] = []

    async def comes_in(self) -> "Senior":
        """By the link that the operator is shown."""
        said = await self.server.operate("staff", "add", "--role=senior", self.name)
        (link,) = re.findall(r"/console/enrol\?c=[\w-]+", said)
        page = await self._asks(link)
        (written,) = re.findall(r'class="secret">([^<]+)<', page)
        self.app = pyotp.TOTP(written.replace(" ", ""))
        typed = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "code": self.app.now()}
        await self._asks("/console/enrol", **_hidden(page), **typed)
        return self

    async def agrees(self, proposal: int) -> None:
        """At the console."""
        address = f"/console/second/{proposal}"
        page = await self._asks(address)
        assert "It asks for passwords." in page
        assert re.search(r"proposed this by the command line|, by the command line", page)
        await self._asks(address, csrf=_hidden(page)["csrf"], act="agree")

    def proof(self, folder: Path) -> str:
        """A file with what they sign in with: a code is good once, so it is the next one."""
        file = folder / "proof"
        file.write_text(f"{PASSPHRASE}\n{self.app.at(int(time.time()) + 30)}\n")
        return f"--proof={file}"

    async def _asks(self, address: str, **form: str) -> str:
        sent = urlencode(form).encode() if form else None
        headers = {"Origin": self.server.http, "Cookie": "; ".join(self._cookies)}
        request = urllib.request.Request(self.server.http + address, sent, headers)
        page, cookies = await asyncio.to_thread(_answered, request)
        self._cookies += [one.partition(";")[0] for one in cookies]
        return page


def _answered(request: urllib.request.Request) -> tuple[str, list[str]]:
    """A page, nothing for a form that was taken, and the cookies that come with it."""
    try:
        answer = urllib.request.build_opener(_Stays).open(request, timeout=30)
    except urllib.error.HTTPError as error:
        if error.code != HTTPStatus.SEE_OTHER:
            raise
        answer = error
    with answer:
        return answer.read().decode(), answer.headers.get_all("Set-Cookie") or []


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


async def test_an_account_ends_when_a_second_person_has_signed_in_and_agreed(
    tmp_path: Path,
) -> None:
    server = PlayServer(tmp_path / "data")
    try:
        await server.start()
        bob = await signed_up(server, "99966000061", "Bob")
        await (await signed_up(server, "99966000062", "Alice")).close()
        alice = await introduce(server, bob, "99966000062")
        reason = types.InputReportReasonFake()
        await bob.call(functions.account.ReportPeer(peer=alice, reason=reason, message="x"))
        await bob.close()
        sam, tom = await Senior(server, "sam").comes_in(), await Senior(server, "tom").comes_in()

        said = await server.operate(*ENDING, sam.proof(tmp_path))
        assert "proposal 1: nothing is done until a second person agrees" in said
        assert read(server.folder, "SELECT puid FROM safety_decisions") == []
        await tom.agrees(1)
        decided = read(server.folder, "SELECT decided_by, second_by, solo FROM safety_decisions")
        assert decided == [("sam", "tom", 0)]
        noted = "SELECT actor, about FROM safety_events WHERE kind = 'by command line'"
        ((actor, about),) = read(server.folder, noted)
        assert actor == "sam"
        assert about.startswith("propose, typed by ")
    finally:
        await server.kill()
