"""What a decision takes, in the apps: who can still fetch it, and that it is there again when the
decision is taken back."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from plays.test_asked_by_name import ask
from plays.test_decisions import freeze_state
from plays.test_faces import BLUE, picture, see_face
from plays.test_withholding import GERMAN, PLACE, report
from support.actors import Actor, ActorError
from support.films import PHOTO, make
from support.play_server import PlayServer
from support.staffed_play import REASONS, staff, staffed, take_back

pytestmark = pytest.mark.play

CAPTION = "gold for your password"


async def decide(server: PlayServer, case: int, *measures: str, **fields: Any) -> str:
    made = await staff(
        server, "decide", case=case, by="ann", measures=list(measures), **REASONS, **fields
    )
    return str(made["puid"])


async def told_of(actor: Actor, puid: str) -> str:
    line = await actor.see("message", lambda line: puid in (line["text"] or ""))
    return str(line["text"])


async def reported(server: PlayServer, reporter: Actor, kind: str, username: str) -> int:
    """The case of a whole account or channel that somebody reports."""
    given = await reporter.do("input_of", who=username)
    await ask(
        reporter,
        "account.reportPeer",
        peer={"_": kind, **given},
        reason={"_": "inputReportReasonFake"},
        message="it is not them",
    )
    (case,) = await staff(server, "inbox", by="ann")
    return int(case["id"])


async def post_photo(seller: Actor, folder: Path) -> int:
    photo = str(await asyncio.to_thread(make, folder, PHOTO))
    await seller.do("send_media", to=PLACE, kind=PHOTO, path=photo, caption=CAPTION)
    return max(one["id"] for one in await seller.do("history", peer=PLACE))


def is_message(message_id: int, line: dict[str, Any]) -> bool:
    return bool(line["id"] == message_id)


async def fetch(actor: Actor, folder: Path) -> int:
    """How many bytes of a photo somebody gets."""
    found = await actor.do("fetch_media", peer=PLACE, path=str(folder / f"{actor.kind}.jpg"))
    return (await asyncio.to_thread(Path(found["path"]).stat)).st_size


@staffed
async def test_the_photo_of_a_post_is_there_again_when_the_decision_is_taken_back(
    server: PlayServer, cast, tmp_path: Path
) -> None:
    seller = await cast("telethon", name="Sam")
    viewers = [await cast("tdlib", name="Tess"), await cast("telethon", name="Tom")]
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    for viewer in viewers:
        await viewer.do("join_channel", username=PLACE)
    said = await post_photo(seller, tmp_path)
    for viewer in viewers:
        await viewer.see("message", partial(is_message, said))
    case = await report(server, viewers[1], said)
    puid = await decide(server, case, "remove", part="media")
    for viewer in viewers:
        shows = {"peer": PLACE, "message_id": said}
        await viewer.do_until(lambda shown: not shown, "shows_media", **shows)
    await take_back(server, await told_of(seller, puid))
    for viewer in viewers:
        await viewer.do_until(bool, "shows_media", peer=PLACE, message_id=said)
        assert await fetch(viewer, tmp_path) > 1_000
    texts = [one["text"] for one in await viewers[1].do("history", peer=PLACE)]
    assert CAPTION in texts


@staffed
async def test_a_face_is_shown_again_when_the_decision_is_taken_back(
    server: PlayServer, cast, tmp_path: Path
) -> None:
    sam = await cast("telethon", name="Sam")
    viewers = [await cast("tdlib", name="Tess"), await cast("telethon", name="Tom")]
    await sam.do("set_username", username="sam_face")
    await sam.do("set_photo", path=picture(tmp_path, BLUE))
    for viewer in viewers:
        # Whoever has them in the address book is told what becomes of them.
        await viewer.do("contact", phone=sam.phone, first_name="Sam")
        assert await see_face(viewer, "sam_face", tmp_path, chosen=False) == BLUE
    case = await reported(server, viewers[1], "inputPeerUser", "sam_face")
    puid = await decide(server, case, "remove", part="photo")
    for viewer in viewers:
        await viewer.do_until(lambda has: not has, "has_face", username="sam_face")
    await take_back(server, await told_of(sam, puid))
    for viewer in viewers:
        await viewer.do_until(bool, "has_face", username="sam_face")
        assert await see_face(viewer, "sam_face", tmp_path, chosen=False) == BLUE


@staffed
async def test_files_of_a_hidden_channel_cannot_be_fetched_any_more(
    server: PlayServer, cast, tmp_path: Path
) -> None:
    seller = await cast("telethon", name="Sam")
    viewers = [await cast("tdlib", name="Tess"), await cast("telethon", name="Tom")]
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    for viewer in viewers:
        await viewer.do("join_channel", username=PLACE)
    said = await post_photo(seller, tmp_path)
    for viewer in viewers:
        await viewer.see("message", partial(is_message, said))
    for one in (seller, *viewers):
        await one.do("hold_media", peer=PLACE, message_id=said)
    case = await reported(server, viewers[1], "inputPeerChannel", PLACE)
    puid = await decide(server, case, "hide")
    told = await told_of(seller, puid)
    for viewer in viewers:
        with pytest.raises(ActorError) as refused:
            await viewer.do("fetch_held", path=str(tmp_path / "refused"))
        if viewer.kind == "telethon":
            assert "FileReferenceExpired" in str(refused.value)
    assert await seller.do("fetch_held", path=str(tmp_path / "own"))
    await take_back(server, told)
    for viewer in viewers:
        # TDLib has read the post anew meanwhile, and is told that it is there again.
        await viewer.do_until(bool, "shows_media", peer=PLACE, message_id=said)
        assert await fetch(viewer, tmp_path) > 1_000
    assert await viewers[1].do("fetch_held", path=str(tmp_path / "again"))


@staffed
async def test_files_of_a_channel_that_is_blocked_somewhere_are_fetched_elsewhere(
    server: PlayServer, cast, tmp_path: Path
) -> None:
    seller = await cast("telethon", name="Sam")
    inside = await cast("telethon", GERMAN, name="Dora")
    outside = [await cast("tdlib", name="Tess"), await cast("telethon", name="Tom")]
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    for viewer in (inside, *outside):
        await viewer.do("join_channel", username=PLACE)
    said = await post_photo(seller, tmp_path)
    for viewer in (inside, *outside):
        await viewer.see("message", partial(is_message, said))
        await viewer.do("hold_media", peer=PLACE, message_id=said)
    case = await reported(server, inside, "inputPeerChannel", PLACE)
    puid = await decide(server, case, "geo_block", countries=["DE"], orderer="Amtsgericht Köln")
    told = await told_of(seller, puid)
    with pytest.raises(ActorError, match="FileReferenceExpired"):
        await inside.do("fetch_held", path=str(tmp_path / "refused"))
    for viewer in outside:
        assert await viewer.do("fetch_held", path=str(tmp_path / f"{viewer.kind}.held"))
        assert await fetch(viewer, tmp_path) > 1_000
    await take_back(server, told)
    await seller.see("message", lambda line: "taken back" in (line["text"] or ""))
    assert await inside.do("fetch_held", path=str(tmp_path / "again"))


@staffed
async def test_a_bot_that_is_made_for_somebody_frozen_does_not_write(
    server: PlayServer, cast, tmp_path: Path
) -> None:
    seller, reader = await cast("tdlib", name="Sam"), await cast("telethon", name="Tom")
    await seller.do("make_channel", title="Gold", username=PLACE, broadcast=True)
    said = (await seller.do("send", to=PLACE, text=CAPTION))["id"]
    await reader.do("join_channel", username=PLACE)
    puid = await decide(server, await report(server, reader, said), "freeze", grave="theft")
    told = await told_of(seller, puid)
    await freeze_state(seller, is_frozen=True)
    token = await server.add_bot("Gold", "gold_bot", owner=seller.phone)
    bot = Actor("telethon", tmp_path / "bot")
    try:
        await bot.open(server)
        await bot.do("sign_in_bot", token=token[1])
        await reader.do("send", to="gold_bot", text="hello")
        await bot.see_text("hello")
        with pytest.raises(ActorError, match=r"Frozen|FROZEN"):
            await bot.do("send", to=reader.user_id, text="gold?")
        await take_back(server, told)
        await freeze_state(seller, is_frozen=False)
        await bot.do("send", to=reader.user_id, text="good day")
        await reader.see_text("good day")
    finally:
        await bot.close()
