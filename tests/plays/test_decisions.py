"""A stranger's report becomes a decision that its author reads, and appeals, in a real client."""

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
from support.actors import Actor, ActorError
from support.play_server import PlayServer

pytestmark = pytest.mark.play

PLACE = "cheap_gold"
SITE = "https://talk.example"
REASONS = {"ground": "terms", "clause": "4.2", "facts": "It asks for passwords."}
DECIDED = {
    "HELIOGRAPH_PUBLIC_URL": SITE,
    "HELIOGRAPH_SAFETY_STAFF": "ann,ben",
}


async def staff(server: PlayServer, command: str, **args: Any) -> Any:
    asked = partial(ask, server.folder, f"safety.{command}", args, timeout_s=10)
    return await asyncio.to_thread(asked)


async def page(server: PlayServer, address: str, **form: str) -> str:
    """A page, or what a form on it leads to."""
    sent = urlencode(form).encode() if form else None

    def read() -> str:
        with urllib.request.urlopen(server.http + address, sent, timeout=10) as answer:
            return str(answer.read().decode())

    return await asyncio.to_thread(read)


async def freeze_state(actor: Actor, *, is_frozen: bool) -> dict[str, Any]:
    """How TDLib shows the state of its account, once it is so."""

    def state(answer: Any) -> dict[str, Any]:
        told = [one for one in answer["updates"] if one["@type"] == "updateFreezeState"]
        return told[-1] if told else {"is_frozen": False}

    def wanted(answer: Any) -> bool:
        return bool(state(answer)["is_frozen"]) is is_frozen

    return state(await actor.do_until(wanted, "call", function="getCurrentState"))


@pytest.mark.parametrize("server", [partial(PlayServer, environment=DECIDED)], indirect=True)
async def test_an_account_is_frozen_with_reasons_and_let_go_by_its_complaint(
    server: PlayServer, cast
) -> None:
    seller, reader = await cast("tdlib", name="Sam"), await cast("telethon", name="Tom")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    said = (await seller.do("send", to=PLACE, text="gold for your password"))["id"]
    await reader.do("join_channel", username=PLACE)
    titles = ["Scam or fraud", "Phishing"]
    await reader.do("report", titles=titles, place=PLACE, message_id=said, words="it phishes")
    (case,) = await staff(server, "inbox")
    shown = await staff(server, "case", case=case["id"], by="ann", reason="review")
    assert shown["evidence"][0]["snapshot"]["texts"] == ["gold for your password"]

    what = {"case": case["id"], "measures": ["remove", "freeze"], **REASONS}
    made = await staff(server, "decide", by="ann", **what)
    told = await seller.see("message", lambda line: made["puid"] in line["text"])
    (address,) = re.findall(rf"{SITE}(\S+)", told["text"])
    assert REASONS["facts"] in told["text"]
    await reader.see("message", lambda line: "acted on it" in line["text"])
    state = await freeze_state(seller, is_frozen=True)
    assert state["appeal_link"] == SITE + address
    with pytest.raises(ActorError, match="FROZEN"):
        await seller.do("send", to=PLACE, text="more gold")
    shown = await page(server, address)
    assert REASONS["facts"] in shown
    texts = [message["text"] for message in await reader.do("history", peer=PLACE)]
    assert "gold for your password" not in texts

    (token,) = re.findall(r'name="token" value="([^"]+)"', shown)
    with contextlib.suppress(urllib.error.URLError):
        # It leads to the address that is told, which is nobody's here.
        await page(server, address, token=token, argument="It was a joke.", lang="en")
    (appeal,) = await staff(server, "appeals")
    assert (appeal["argument"], appeal["decision"]) == ("It was a joke.", None)
    reviewed = {"appeal": appeal["id"], "by": "ben"}
    seen = await staff(server, "view", view="Nobody would believe it.", **reviewed)
    assert seen["decision"]["facts"] == REASONS["facts"]
    await staff(server, "end_appeal", reversed=True, reasons="A joke.", **reviewed)
    await freeze_state(seller, is_frozen=False)
    await seller.see("message", lambda line: "taken back" in line["text"])
    await seller.do("send", to=PLACE, text="no gold")
    await reader.see_text("no gold")
