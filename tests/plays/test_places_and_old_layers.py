"""Places that move, round films, and what a client of an old layer makes of what it lacks."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from support.actors import Actor, ActorError
from support.films import FILM, make
from support.play_server import PlayServer

pytestmark = pytest.mark.play

LIBRARIES = ("telethon", "tdlib", "kurigram", "gramjs", "mtcute")
SHOWN_WITHIN_S = 20


async def acquainted(cast, *kinds: str) -> list[tuple[Actor, str]]:
    actors = [(await cast(kind, name=kind), f"{kind}_places") for kind in kinds]
    for actor, name in actors:
        await actor.do("set_username", username=name)
    for actor, own in actors:
        for _, name in actors:
            if name != own:
                await actor.do("resolve", username=name)
    return actors


async def until(look: Callable[[], Awaitable[Any]], wanted: Callable[[Any], bool]) -> None:
    deadline = time.monotonic() + SHOWN_WITHIN_S
    while not wanted(seen := await look()):
        assert time.monotonic() < deadline, seen
        await asyncio.sleep(0.2)


def is_at(place: tuple[float, float]) -> Callable[[Any], bool]:
    # A degree is written in fewer digits than it was said in.
    return lambda live: live and [round(part, 3) for part in live["place"]] == [*place]


LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("telethon", "tdlib"),
        ("kurigram", "gramjs"),
        pytest.param("tdlib", "telethon", marks=LONG),
        pytest.param("gramjs", "mtcute", marks=LONG),
        pytest.param("mtcute", "kurigram", marks=LONG),
    ],
)
async def test_who_moves_is_seen_to_until_they_stop(
    cast, server: PlayServer, first: str, second: str
) -> None:
    (alice, alice_name), (bob, bob_name) = await acquainted(cast, first, second)

    def seen_by_bob() -> Awaitable[Any]:
        return bob.do("live", peer=alice_name)

    await alice.do("send", to=bob_name, text="follow me")
    await bob.see_text("follow me")
    live = await alice.do("go_live", to=bob_name, latitude=52.5, longitude=13.25, period=900)
    await until(seen_by_bob, is_at((52.5, 13.25)))
    await alice.do("move_live", to=bob_name, message_id=live, latitude=52.625, longitude=13.375)
    await bob.see("edit", lambda _: True)
    await until(seen_by_bob, is_at((52.625, 13.375)))
    await server.pass_time(60)
    await alice.do("stop_live", to=bob_name, message_id=live)
    await until(seen_by_bob, lambda shown: shown["period"] < 900)
    again = await alice.do("go_live", to=bob_name, latitude=1.5, longitude=2.5, period=60)
    await server.pass_time(61)
    with pytest.raises(ActorError):
        await alice.do("move_live", to=bob_name, message_id=again, latitude=9.5, longitude=2.5)
    await until(seen_by_bob, is_at((1.5, 2.5)))


@pytest.mark.parametrize(
    "ring", [LIBRARIES[:3], pytest.param(LIBRARIES[2:] + LIBRARIES[:1], marks=LONG)], ids=len
)
async def test_round_films_are_round_to_others(cast, tmp_path: Path, ring: tuple[str, ...]) -> None:
    source = await asyncio.to_thread(make, tmp_path, FILM)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    actors = await acquainted(cast, *ring)
    for number, (sender, from_name) in enumerate(actors):
        recipient, to_name = actors[(number + 1) % len(actors)]
        await sender.do("send_round", to=to_name, path=str(source))
        fetched: list[str] = []

        async def came(
            recipient: Actor = recipient, peer: str = from_name, fetched: list[str] = fetched
        ) -> bool:
            path = await recipient.do("round", peer=peer, path=str(tmp_path / f"{peer}.mp4"))
            if path:
                fetched.append(path)
            return bool(path)

        await until(came, bool)
        content = await asyncio.to_thread(Path(fetched[-1]).read_bytes)
        assert hashlib.sha256(content).hexdigest() == digest, (sender.kind, recipient.kind)


async def test_what_an_old_client_lacks_leaves_all_others_readable(cast) -> None:
    """Pyrogram 2.0.106 speaks layer 158, which has no lists of things to do."""
    (alice, alice_name), (bob, bob_name) = await acquainted(cast, "telethon", "pyrogram")
    await alice.do("send", to=bob_name, text="before it")
    bobs = await alice.do("input_of", who=bob_name)
    words = {"_": "textWithEntities", "text": "buy milk", "entities": []}
    todo = {"_": "todoList", "title": words, "list": [{"_": "todoItem", "id": 1, "title": words}]}
    sent = await alice.do(
        "ask",
        query={
            "_": "messages.sendMedia",
            "peer": {"_": "inputPeerUser", **bobs},
            "media": {"_": "inputMediaTodo", "todo": todo},
            "message": "",
            "random_id": 77,
        },
    )
    assert sent == "Updates"
    await alice.do("send", to=bob_name, text="behind it")
    await bob.see_text("behind it")
    history = await bob.do("history", peer=alice_name)
    assert [message["text"] or "" for message in history] == ["behind it", "", "before it"]
    await bob.do("send", to=alice_name, text="I read both")
    await alice.see_text("I read both")
