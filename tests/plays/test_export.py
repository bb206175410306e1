"""All of an account, as its devices take it out and as the operator exports it, is the same."""

import asyncio
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from support.actors import Actor, ActorError
from support.export_shape import read_result
from support.films import PHOTO, VOICE, make
from support.play_server import HELIOGRAPH, PlayServer

pytestmark = pytest.mark.play

SERVICE = "777000"
DAY_S = 86_400
KINDS = {"Bold": "bold", "TextUrl": "text_link", "Url": "link", "Mention": "mention"}


async def exported(server: PlayServer, who: str, target: Path) -> dict[str, Any]:
    """What `heliograph export` writes while the server runs."""
    given = ("--data-dir", server.folder, "--user", who, "--to", target, "--reason", "a play")
    process = await asyncio.create_subprocess_exec(HELIOGRAPH, "export", *map(os.fspath, given))
    assert await asyncio.wait_for(process.wait(), 60) == 0
    await asyncio.to_thread(read_result, target)
    return json.loads(await asyncio.to_thread((target / "result.json").read_text))


def entities(message: dict[str, Any]) -> list[list[Any]]:
    """Kind, offset and length of each formatted part, in UTF-16 units."""
    found, offset = [], 0
    for part in message["text_entities"]:
        length = len(part["text"].encode("utf-16-le")) // 2
        if part["type"] != "plain":
            found.append([part["type"], offset, length])
        offset += length
    return found


def as_text(message: dict[str, Any]) -> str:
    return "".join(part["text"] for part in message["text_entities"])


def as_taken_out(message: dict[str, Any], folder: Path) -> dict[str, Any]:
    """An exported message in the words of the client's own export."""
    path = message.get("photo") or message.get("file")
    content = (folder / path).read_bytes() if path else None
    return {
        "id": message["id"],
        "date": int(message["date_unixtime"]),
        "text": as_text(message),
        "entities": entities(message),
        "from": int(message.get("from_id", message.get("actor_id")).removeprefix("user")),
        "reply_to": message.get("reply_to_message_id", message.get("message_id")),
        "action": message["type"] == "service",
        "sha256": hashlib.sha256(content).hexdigest() if content is not None else None,
    }


def known_kinds(message: dict[str, Any]) -> dict[str, Any]:
    named = [[KINDS[kind], *place] for kind, *place in message["entities"]]
    return message | {"entities": named}


async def talk(alice: Actor, others: list[Actor], tmp_path: Path) -> None:
    """Everybody sends Alice, and she them, messages of many kinds."""
    photo = await asyncio.to_thread(make, tmp_path, PHOTO)
    voice = await asyncio.to_thread(make, tmp_path, VOICE)
    plain = tmp_path / "plain.bin"
    await asyncio.to_thread(plain.write_bytes, os.urandom(700_000))
    for actor in (alice, *others):
        await actor.do("set_username", username=f"{actor.kind}_x")
    for other in others:
        name = f"{other.kind}_x"
        await other.do("resolve", username="telethon_x")
        await alice.do("resolve", username=name)
        await other.do("send", to="telethon_x", text=f"💚 bold of {name}", bold=[3, 4])
        await other.do("send_media", to="telethon_x", kind=PHOTO, path=str(photo), caption="seen")
        await other.do("send_media", to="telethon_x", kind=VOICE, path=str(voice), caption="")
        await other.do("send_file", to="telethon_x", path=str(plain), caption="a file")
        await other.do("share_contact", to="telethon_x", phone="+15550199", first_name="Eve")
        place = {"address": "Road 1", "latitude": 1.5, "longitude": -2.5}
        await other.do("venue", to="telethon_x", title="Inn", **place)
        await alice.do("send", to=name, text=f"well, {name}")
        heard = await other.see_text(f"well, {name}")
        await other.do("react", to="telethon_x", message_id=heard["id"], emoji="👍")
        sent = await alice.do("send_file", to=name, path=str(plain), caption="back to you")
        await alice.do("poll", to=name, question="Really?", answers=["yes", "no"])
        await alice.do("forward", to="me", source=name, ids=[sent["id"]])
        await alice.do("pin", to=name, message_id=sent["id"], pinned=True)


async def test_what_a_client_takes_out_and_the_operator_exports_is_the_same(
    cast, server: PlayServer, tmp_path: Path
) -> None:
    alice = await cast("telethon", name="Alice")
    others = [await cast("kurigram", name="Bob"), await cast("tdlib", name="Carol")]
    await talk(alice, others, tmp_path)
    folder = tmp_path / "taken"
    folder.mkdir()
    second = await cast("tdlib", phone=alice.phone, name="Alice")
    # A device that has just signed in says nothing for another one.
    await server.pass_time(DAY_S)
    with pytest.raises(ActorError, match="TakeoutInitDelayError"):
        await alice.do("take_out", folder=str(folder))
    found = await second.do("call", function="getActiveSessions")
    for device in found["sessions"]:
        if not device["is_current"]:
            await second.do("call", function="confirmSession", session_id=device["id"])
    taken = (await alice.do("take_out", folder=str(folder)))["dialogs"]
    result = await exported(server, f"+{alice.phone}", tmp_path / "out")
    chats = {str(chat["id"]): chat["messages"] for chat in result["chats"]["list"]}
    assert chats.keys() == taken.keys()
    for peer, messages in taken.items():
        told = [as_taken_out(message, tmp_path / "out") for message in chats[peer]]
        if peer == SERVICE:
            assert "a play" in told.pop()["text"], "the export itself was told of last"
            assert [one["text"] for one in told] == [one["text"] for one in messages]
            continue
        assert told == [known_kinds(message) for message in messages], peer
    kinds = {key for messages in chats.values() for message in messages for key in message}
    wanted = {"photo", "file", "contact_information", "poll", "reactions", "forwarded_from"}
    assert wanted | {"place_name", "location_information", "actor", "media_type"} <= kinds


async def test_what_other_libraries_see_is_what_is_exported(
    cast, server: PlayServer, onlookers: int, tmp_path: Path
) -> None:
    alice, bob = await cast("tdlib", name="Alice"), await cast("kurigram", name="Bob")
    for actor in (alice, bob):
        await actor.do("set_username", username=f"{actor.kind}_x")
    await alice.do("resolve", username="kurigram_x")
    await bob.do("resolve", username="tdlib_x")
    for number in range(3):
        await alice.do("send", to="kurigram_x", text=f"to Bob {number}")
        await bob.do("send", to="tdlib_x", text=f"to Alice {number}", bold=[0, 2])
    await bob.see_text("to Bob 2")
    for actor, peer in ((alice, "kurigram_x"), (bob, "tdlib_x")):
        seen = await actor.do("history", peer=peer)
        result = await exported(server, f"@{actor.kind}_x", tmp_path / actor.kind)
        names = {"tdlib_x": "Alice", "kurigram_x": "Bob"}
        (chat,) = (c for c in result["chats"]["list"] if c["name"] == names[peer])
        told = [(m["id"], as_text(m), entities(m)) for m in reversed(chat["messages"])]
        shown = [(one["id"], one["text"], _bold(one)) for one in seen]
        assert told == shown
        assert result["personal_information"]["username"] == f"@{actor.kind}_x"
        addresses = [device["last_ip"] for device in result["sessions"]["list"]]
        assert addresses == ["127.0.0.1"] * (1 + onlookers)


def _bold(message: dict[str, Any]) -> list[list[Any]]:
    return [["bold", *place] for place in message["bold"]]
