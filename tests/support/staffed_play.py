"""A play's staff and whom they decide about: commands on one side, pages and forms on the other."""

import asyncio
import contextlib
import re
import urllib.error
import urllib.request
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from heliograph.server.control import ask
from support.play_server import PlayServer

SITE = "https://talk.example"
"""The address that people are told; nobody's here."""

REASONS = {"ground": "terms", "clause": "4.2", "facts": "It asks for passwords."}
_STAFFED = {"HELIOGRAPH_PUBLIC_URL": SITE, "HELIOGRAPH_SAFETY_STAFF": "ann,ben,cat"}
_WAIT_S = 10

staffed = pytest.mark.parametrize(
    "server", [partial(PlayServer, environment=_STAFFED)], indirect=True
)
"""A play whose server has Ann, Ben and Cat to decide."""

_ALONE = {**_STAFFED, "HELIOGRAPH_SAFETY_SOLO": "true"}
run_alone = pytest.mark.parametrize(
    "server", [partial(PlayServer, environment=_ALONE)], indirect=True
)
"""A play whose server is said to be run by one person, who ends channels alone."""


async def staff(server: PlayServer, command: str, **args: Any) -> Any:
    """What a command of the staff's says."""
    asked = partial(ask, server.folder, f"safety.{command}", args, timeout_s=_WAIT_S)
    return await asyncio.to_thread(asked)


async def page(server: PlayServer, address: str, **form: str) -> str:
    """A page, or what a form on it leads to."""
    sent = urlencode(form).encode() if form else None

    def read() -> str:
        with urllib.request.urlopen(server.http + address, sent, timeout=_WAIT_S) as answer:
            return str(answer.read().decode())

    return await asyncio.to_thread(read)


async def fill_in(server: PlayServer, address: str, **fields: str) -> None:
    """Send the form on a page, as somebody's browser does."""
    empty = await page(server, address)
    (token,) = re.findall(r'name="token" value="([^"]+)"', empty)
    with contextlib.suppress(urllib.error.URLError):
        # It leads to the address that is told.
        await page(server, address, token=token, lang="en", **fields)


def decision_page(told: str) -> str:
    """Where the decision stands that a message tells of."""
    (address,) = re.findall(rf"{SITE}(/decision/\S+)", told)
    return str(address)


async def complain(server: PlayServer, told: str) -> None:
    """Whom a decision affects, and who was told of it so, says what is wrong with it."""
    await fill_in(server, decision_page(told), argument="It was a joke.")


async def take_back(server: PlayServer, told: str, *, by: str = "ben") -> None:
    """Complain, and have somebody who did not decide agree."""
    await complain(server, told)
    (appeal,) = await staff(server, "appeals", by="ann")
    reviewed = {"appeal": appeal["id"], "by": by}
    await staff(server, "view", view="Nobody would believe it.", **reviewed)
    await staff(server, "end_appeal", reversed=True, reasons="A joke.", **reviewed)
