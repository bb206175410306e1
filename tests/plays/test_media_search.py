"""Photos, films, voices and documents found by client libraries: by kind and by name."""

import asyncio
from pathlib import Path

import pytest

from support.actors import Actor
from support.films import FILM, PHOTO, SONG, VOICE, make

pytestmark = pytest.mark.play

SHOWN = {
    "Photos": ["photo"],
    "Video": ["video"],
    "PhotoVideo": ["video", "photo"],
    "Voice": ["voice"],
    "Music": ["audio"],
    "Document": ["report"],
}
TDLIB = {
    "Photos": "Photo",
    "PhotoVideo": "PhotoAndVideo",
    "Voice": "VoiceNote",
    "Music": "Audio",
}


async def found_by_tdlib(actor: Actor, kind: str, chat_id: int, query: str = "") -> list[str]:
    wanted = {"@type": f"searchMessagesFilter{TDLIB.get(kind, kind)}"}
    page = await actor.do(
        "call",
        function="searchChatMessages",
        chat_id=chat_id,
        query=query,
        filter=wanted,
        limit=20,
    )
    return [message["content"]["caption"]["text"] for message in page["messages"]]


async def test_media_are_found_by_their_kind(cast, tmp_path: Path) -> None:
    alice, bob = await cast("telethon", name="Alice"), await cast("tdlib", name="Bob")
    await alice.do("set_username", username="alice_of_media")
    await bob.do("set_username", username="bob_of_media")
    await bob.do("resolve", username="alice_of_media")
    for kind in (PHOTO, FILM, VOICE, SONG):
        source = await asyncio.to_thread(make, tmp_path, kind)
        await alice.do("send_media", to="bob_of_media", kind=kind, path=str(source), caption=kind)
    report = tmp_path / "Quarterly figures.txt"
    report.write_text("seven")
    await alice.do("send_file", to="bob_of_media", path=str(report), caption="report")
    await alice.do("send", to="bob_of_media", text="that was all")
    await bob.see_text("that was all")
    for kind, captions in SHOWN.items():
        assert await alice.do("search", kind=kind, peer="bob_of_media") == captions, kind
        assert await found_by_tdlib(bob, kind, alice.user_id) == captions, kind
    named = await alice.do("search", kind="Document", query="figures", peer="bob_of_media")
    assert named == ["report"]
    assert await found_by_tdlib(bob, "Document", alice.user_id, "quarter") == ["report"]
    assert await found_by_tdlib(bob, "Document", alice.user_id, "yearly") == []
