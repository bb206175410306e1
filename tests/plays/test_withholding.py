"""Who is shown a message that decisions withhold, in the apps: nobody else, or nobody there."""

from typing import Any

import pytest

from support.actors import Actor
from support.play_server import PlayServer
from support.staffed_play import REASONS, staff, staffed, take_back

pytestmark = pytest.mark.play

PLACE = "cheap_gold"
WORDS = "gold for your password"
GERMAN = "4915112340001"


async def shows(actor: Actor, words: str, *, there: bool = True) -> list[str]:
    """What a client shows of the channel, once the words stand there, or no longer."""

    def texts(answer: Any) -> list[str]:
        return [str(message["text"]) for message in answer]

    def settled(answer: Any) -> bool:
        return any(words in text for text in texts(answer)) is there

    return texts(await actor.do_until(settled, "history", peer=PLACE))


async def restriction(actor: Actor) -> str:
    """Why TDLib says that the channel's newest message is not to be shown, empty if it is."""
    chat = await actor.do("call", function="searchPublicChat", username=PLACE)
    message: Any = chat["last_message"]
    info = message.get("restriction_info") or {}
    return str(info.get("restriction_reason", ""))


async def report(server: PlayServer, reader: Actor, said: int) -> int:
    """Report it; gives the case."""
    titles = ["Scam or fraud", "Phishing"]
    await reader.do("report", titles=titles, place=PLACE, message_id=said, words="it phishes")
    (case,) = await staff(server, "inbox", by="ann")
    number: int = case["id"]
    return number


@staffed
async def test_what_is_hidden_is_shown_to_its_author_and_comes_back(
    server: PlayServer, cast
) -> None:
    seller = await cast("telethon", name="Sam")
    tom = await cast("tdlib", name="Tom")
    readers = [tom, await cast("pyrogram", name="Pam"), await cast("kurigram", name="Kim")]
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    for reader in readers:
        await reader.do("join_channel", username=PLACE)
    said = (await seller.do("send", to=PLACE, text=WORDS))["id"]
    for reader in readers:
        await reader.see_text(WORDS)
    case = await report(server, seller, said)
    made = await staff(server, "decide", case=case, by="ann", measures=["hide"], **REASONS)
    for reader in readers:
        told = await shows(reader, WORDS, there=False)
        assert any("hidden until it has been looked into" in text for text in told)
    assert "hidden until" in await restriction(tom)
    await shows(seller, WORDS)
    statement = await seller.see("message", lambda line: made["puid"] in line["text"])
    assert "hidden from everybody but you" in statement["text"]
    await take_back(server, statement["text"])
    for reader in readers:
        await shows(reader, WORDS)
    assert await restriction(tom) == ""


@staffed
async def test_what_is_blocked_in_a_country_is_withheld_there_alone(
    server: PlayServer, cast
) -> None:
    seller = await cast("telethon", name="Sam")
    inside = await cast("telethon", GERMAN, name="Dora")
    outside = await cast("tdlib", name="Tom")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    for reader in (inside, outside):
        await reader.do("join_channel", username=PLACE)
    said = (await seller.do("send", to=PLACE, text=WORDS))["id"]
    for reader in (inside, outside):
        await reader.see_text(WORDS)
    case = await report(server, inside, said)
    what = {"measures": ["geo_block"], "countries": ["DE"], "orderer": "Amtsgericht Köln"}
    made = await staff(server, "decide", case=case, by="ann", **what, **REASONS)
    told = await shows(inside, WORDS, there=False)
    (notice,) = [text for text in told if "Amtsgericht Köln" in text]
    assert made["puid"] in notice
    assert "https://talk.example/notice" in notice
    for reader in (seller, outside):
        assert not any("Amtsgericht" in text for text in await shows(reader, WORDS))
    statement = await seller.see("message", lambda line: made["puid"] in line["text"])
    assert "no longer shown in: DE" in statement["text"]
    await take_back(server, statement["text"])
    await shows(inside, WORDS)


async def closed_for(actor: Actor, *, reason: bool) -> str:
    """Why TDLib's apps do not open the channel at all, once they do not, or do again."""
    chat = await actor.do("call", function="searchPublicChat", username=PLACE)
    group_id = chat["type"]["supergroup_id"]

    def said(group: Any) -> str:
        return str((group.get("restriction_info") or {}).get("restriction_reason", ""))

    group = await actor.do_until(
        lambda one: bool(said(one)) is reason,
        "call",
        function="getSupergroup",
        supergroup_id=group_id,
    )
    return said(group)


@staffed
async def test_apps_do_not_open_a_channel_that_is_hidden(server: PlayServer, cast) -> None:
    """Whatever of it they have kept: nobody has to tell them each of its posts."""
    seller = await cast("telethon", name="Sam")
    tom = await cast("tdlib", name="Tom")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    await tom.do("join_channel", username=PLACE)
    await seller.do("send", to=PLACE, text=WORDS)
    await tom.see_text(WORDS)
    place = await seller.do("input_of", who=PLACE)
    await seller.do(
        "ask",
        query={
            "_": "account.reportPeer",
            "peer": {"_": "inputPeerChannel", **place},
            "reason": {"_": "inputReportReasonFake"},
            "message": "it phishes",
        },
    )
    (case,) = await staff(server, "inbox", by="ann")
    made = await staff(server, "decide", case=case["id"], by="ann", measures=["hide"], **REASONS)
    assert "hidden until it has been looked into" in await closed_for(tom, reason=True)
    statement = await seller.see("message", lambda line: made["puid"] in line["text"])
    await take_back(server, statement["text"])
    assert await closed_for(tom, reason=False) == ""
