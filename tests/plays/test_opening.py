"""Photos, films and voices that go once they were seen; voices that were listened to."""

import asyncio
from pathlib import Path

import pytest

from support.actors import Actor
from support.films import FILM, PHOTO, VOICE, make
from support.play_server import PlayServer

pytestmark = pytest.mark.play

PAIRS = [("telethon", "tdlib"), ("tdlib", "telethon")]
SHOWN = {PHOTO: "Photo", FILM: "Video", VOICE: "VoiceNote"}
ONCE, SECONDS = 0, 3


async def until_left(actor: Actor, peer: str, **wanted: object) -> None:
    """Wait until an actor shows the newest message so."""
    await actor.do_until(lambda left: wanted.items() <= left.items(), "left", peer=peer)


async def introduced(cast, first: str, second: str) -> tuple[Actor, Actor, str, str]:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    names = (f"alice_{first}_o", f"bob_{second}_o")
    for actor, own in zip((alice, bob), names, strict=True):
        await actor.do("set_username", username=own)
    await alice.do("resolve", username=names[1])
    await bob.do("resolve", username=names[0])
    return alice, bob, *names


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_what_goes_is_gone_for_both_sides(
    cast, server: PlayServer, tmp_path: Path, first: str, second: str
) -> None:
    alice, bob, alice_name, bob_name = await introduced(cast, first, second)
    for kind, ttl in ((PHOTO, ONCE), (FILM, SECONDS), (VOICE, ONCE)):
        source = await asyncio.to_thread(make, tmp_path, kind)
        await alice.do("send_media", to=bob_name, kind=kind, path=str(source), caption="", ttl=ttl)
        await until_left(bob, alice_name, shown=SHOWN[kind])
        await bob.do("look_at", peer=alice_name)
        # TDLib takes nothing away before its own clock says so, whatever the server's says.
        await server.pass_time(ttl + 1)
        for actor, peer in ((alice, bob_name), (bob, alice_name)):
            await until_left(actor, peer, shown=f"Expired{SHOWN[kind]}")


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_who_sent_a_voice_sees_that_it_was_heard(
    cast, tmp_path: Path, first: str, second: str
) -> None:
    alice, bob, alice_name, bob_name = await introduced(cast, first, second)
    source = await asyncio.to_thread(make, tmp_path, VOICE)
    await alice.do("send_media", to=bob_name, kind=VOICE, path=str(source), caption="")
    await until_left(bob, alice_name, shown=SHOWN[VOICE])
    for actor, peer in ((bob, alice_name), (alice, bob_name)):
        assert not (await actor.do("left", peer=peer))["heard"]
    await bob.do("look_at", peer=alice_name)
    for actor, peer in ((bob, alice_name), (alice, bob_name)):
        await until_left(actor, peer, heard=True)
