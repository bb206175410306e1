"""A channel is slowed, made read-only and ended by decisions, and its people's clients show it."""

import asyncio
import contextlib

import pytest

from support.actors import Actor, ActorError
from support.play_server import PlayServer
from support.staffed_play import REASONS, run_alone, staff, staffed, take_back

pytestmark = pytest.mark.play

PLACE = "cheap_gold"
_HOUR_S = 3_600
_TRIES, _BETWEEN_S = 60, 0.5


async def reported(server: PlayServer, reader: Actor) -> int:
    """Somebody reports the channel as such; gives the case."""
    place = await reader.do("input_of", who=PLACE)
    query = {
        "_": "account.reportPeer",
        "peer": {"_": "inputPeerChannel", **place},
        "reason": {"_": "inputReportReasonFake"},
        "message": "it phishes",
    }
    await reader.do("ask", query=query)
    (case,) = await staff(server, "inbox", by="ann")
    assert case["subject"]["kind"] == "channel"
    return int(case["id"])


async def refused(actor: Actor, why: str) -> None:
    with pytest.raises(ActorError, match=why):
        await actor.do("send", to=PLACE, text="more gold")


async def allowed_again(actor: Actor, act: str, **what: str) -> None:
    """Do it once that may be: what is for a time ends within some seconds of its end."""
    for _ in range(_TRIES):
        with contextlib.suppress(ActorError):
            assert await actor.do(act, **what)
            return
        await asyncio.sleep(_BETWEEN_S)
    raise AssertionError("it never may be again")


@run_alone
async def test_a_channel_is_slowed_then_read_only_then_ended_and_comes_back(
    server: PlayServer, cast
) -> None:
    seller, reader = await cast("tdlib", name="Sam"), await cast("telethon", name="Tom")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    await seller.do("send", to=PLACE, text="gold for your password")
    await reader.do("join_channel", username=PLACE)

    case = await reported(server, reader)
    await staff(
        server, "decide", by="ann", case=case, measures=["slow"], every=3_600, hours=2, **REASONS
    )
    await seller.see("message", lambda line: "every 3600 seconds" in line["text"])
    await refused(seller, "429|SLOW|Too Many|retry")
    await server.pass_time(2 * _HOUR_S)
    await reader.see("message", lambda line: "acted on it" in line["text"])

    case = await reported(server, reader)
    made = await staff(
        server, "decide", by="ann", case=case, measures=["read_only"], hours=2, **REASONS
    )
    await seller.see("message", lambda line: made["puid"] in line["text"])
    await refused(seller, "CHAT_WRITE_FORBIDDEN|rights")
    await server.pass_time(2 * _HOUR_S)
    await allowed_again(seller, "send", to=PLACE, text="gold again")
    await reader.see_text("gold again")

    case = await reported(server, reader)
    # Whoever was told has a day to read it before it counts as a warning.
    await server.pass_time(24 * _HOUR_S)
    made = await staff(server, "decide", by="ann", case=case, measures=["terminate"], **REASONS)
    told = await seller.see("message", lambda line: made["puid"] in line["text"])
    assert "channel or group is closed" in told["text"]
    with pytest.raises(ActorError, match="No user has"):
        await reader.do("history", peer=PLACE)
    await refused(seller, r"CHANNEL_PRIVATE|rights|access|occupied|OCCUPIED")

    await take_back(server, told["text"], by="cat")
    await allowed_again(seller, "send", to=PLACE, text="no gold")
    texts = [message["text"] for message in await reader.do("history", peer=PLACE)]
    assert {"gold for your password", "gold again", "no gold"} <= set(texts)


@staffed
async def test_a_name_is_taken_from_a_channel_for_an_hour(server: PlayServer, cast) -> None:
    seller, reader = await cast("tdlib", name="Sam"), await cast("telethon", name="Tom")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    await reader.do("join_channel", username=PLACE)
    case = await reported(server, reader)
    taken = {"measures": ["remove"], "part": "username", "hours": 1, **REASONS}
    await staff(server, "decide", by="ann", case=case, **taken)
    told = await seller.see("message", lambda line: "username was removed" in line["text"])
    assert REASONS["facts"] in told["text"]
    with pytest.raises(ActorError, match="No user has"):
        await reader.do("resolve", username=PLACE)
    with pytest.raises(ActorError, match=r"OCCUPIED|taken"):
        await reader.do("set_username", username=PLACE)
    await server.pass_time(_HOUR_S)
    await allowed_again(reader, "input_of", who=PLACE)
