"""A stranger's report becomes a decision that its author reads, and appeals, in a real client."""

from typing import Any

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer
from support.staffed_play import REASONS, SITE, complain, decision_page, page, staff, staffed

pytestmark = pytest.mark.play

PLACE = "cheap_gold"


async def freeze_state(actor: Actor, *, is_frozen: bool) -> dict[str, Any]:
    """How TDLib shows the state of its account, once it is so."""

    def state(answer: Any) -> dict[str, Any]:
        told = [one for one in answer["updates"] if one["@type"] == "updateFreezeState"]
        return told[-1] if told else {"is_frozen": False}

    def wanted(answer: Any) -> bool:
        return bool(state(answer)["is_frozen"]) is is_frozen

    return state(await actor.do_until(wanted, "call", function="getCurrentState"))


@staffed
async def test_an_account_is_frozen_with_reasons_and_let_go_by_its_complaint(
    server: PlayServer, cast
) -> None:
    seller, reader = await cast("tdlib", name="Sam"), await cast("telethon", name="Tom")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    said = (await seller.do("send", to=PLACE, text="gold for your password"))["id"]
    await reader.do("join_channel", username=PLACE)
    titles = ["Scam or fraud", "Phishing"]
    await reader.do("report", titles=titles, place=PLACE, message_id=said, words="it phishes")
    (case,) = await staff(server, "inbox", by="ann")
    shown = await staff(server, "case", case=case["id"], by="ann", reason="review")
    assert shown["evidence"][0]["snapshot"]["texts"] == ["gold for your password"]

    what = {"case": case["id"], "measures": ["remove", "freeze"], "grave": "theft", **REASONS}
    made = await staff(server, "decide", by="ann", **what)
    told = await seller.see("message", lambda line: made["puid"] in line["text"])
    address = decision_page(told["text"])
    assert REASONS["facts"] in told["text"]
    assert "people are being robbed of money or accounts" in told["text"]
    assert told["buttons"] == [["Statement and complaint", SITE + address]]
    await reader.see("message", lambda line: "acted on it" in line["text"])
    state = await freeze_state(seller, is_frozen=True)
    assert state["appeal_link"] == SITE + address
    with pytest.raises(ActorError, match="FROZEN"):
        await seller.do("send", to=PLACE, text="more gold")
    shown = await page(server, address)
    assert REASONS["facts"] in shown
    texts = [message["text"] for message in await reader.do("history", peer=PLACE)]
    assert "gold for your password" not in texts

    await complain(server, told["text"])
    (appeal,) = await staff(server, "appeals", by="ann")
    assert (appeal["argument"], appeal["decision"]) == ("It was a joke.", None)
    reviewed = {"appeal": appeal["id"], "by": "ben"}
    seen = await staff(server, "view", view="Nobody would believe it.", **reviewed)
    assert seen["decision"]["facts"] == REASONS["facts"]
    await staff(server, "end_appeal", reversed=True, reasons="A joke.", **reviewed)
    await freeze_state(seller, is_frozen=False)
    await seller.see("message", lambda line: "taken back" in line["text"])
    await seller.do("send", to=PLACE, text="no gold")
    await reader.see_text("no gold")
