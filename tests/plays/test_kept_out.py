"""A channel that turns public shows no app what is kept out of public; private it shows it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from plays.test_withholding import report
from support.actors import Actor
from support.films import PHOTO, make
from support.play_server import PlayServer
from support.staffed_play import REASONS, staff, staffed

pytestmark = pytest.mark.play

PLACE, DEN = "cheap_gold", "gold_den"
CAPTION = "gold for your password"


async def post(seller: Actor, photo: str, to: str | int) -> None:
    await seller.do("send_media", to=to, kind=PHOTO, path=photo, caption=CAPTION)


async def name(seller: Actor, place: Any, username: str) -> None:
    channel = {"_": "inputChannel", **place}
    query = {"_": "channels.updateUsername", "channel": channel, "username": username}
    await seller.do("ask", query=query)


async def texts(actor: Actor, peer: str | int) -> list[str]:
    return [str(one["text"]) for one in await actor.do("history", peer=peer)]


@staffed
async def test_what_turns_public_shows_no_app_what_is_kept_out(
    server: PlayServer, cast, tmp_path: Path
) -> None:
    seller = await cast("telethon", name="Sam")
    viewers = [await cast("tdlib", name="Tess"), await cast("telethon", name="Tom")]
    photo = str(await asyncio.to_thread(make, tmp_path, PHOTO))
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    channel_id = await seller.do("make_channel", title="Den", username=DEN, broadcast=True)
    place = await seller.do("input_of", who=DEN)
    await name(seller, place, "")
    den = -1_000_000_000_000 - channel_id
    await post(seller, photo, den)
    await seller.do("send", to=den, text="more of it")
    await post(seller, photo, PLACE)
    said = max(one["id"] for one in await seller.do("history", peer=PLACE))
    case = await report(server, seller, said)
    what = {"measures": ["remove"], "block_files": True}
    await staff(server, "decide", case=case, by="ann", **what, **REASONS)
    await name(seller, place, DEN)
    for viewer in viewers:
        shown = await texts(viewer, DEN)
        assert CAPTION not in shown
        assert "more of it" in shown
        assert any("not shown in public" in text for text in shown)
    await seller.see("message", lambda line: "“Den”" in line["text"])
    assert CAPTION in await texts(seller, den)
