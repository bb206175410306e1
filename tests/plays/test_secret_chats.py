"""End-to-end chats between TDLib clients: the server hands on what it cannot read.

https://core.telegram.org/api/end-to-end
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from support.actors import Actor
from support.keeper import Keeper
from support.play_server import PlayServer

pytestmark = pytest.mark.play

Pair = Callable[..., Awaitable[tuple[Actor, Actor]]]
REKEYED_AFTER = 100
"""TDLib asks for another key after so many messages."""


@pytest.fixture
async def pair(server: PlayServer, tmp_path: Path) -> AsyncIterator[Pair]:
    """Alice and Bob, each on one device; unwatched, as witnesses do not outlive a server."""
    actors: list[Actor] = []

    async def make(
        hers: str = "tdlib", his: str = "tdlib", *, pfs: bool = False
    ) -> tuple[Actor, Actor]:
        for number, kind in enumerate((hers, his)):
            actor = Actor(kind, tmp_path / f"actor-{number}", pfs=pfs)
            actors.append(actor)
            await actor.open(server)
            await actor.sign_in(server, f"999661000{number}", "Ann")
        return actors[0], actors[1]

    yield make
    for actor in actors:
        await actor.close()


async def agree(alice: Actor, bob: Actor) -> int:
    """A chat that Alice asked Bob for, open on both sides under one key; gives its id."""
    await bob.do("set_username", username=f"secret_{bob.user_id}")
    chat: int = await alice.do("secret_ask", username=f"secret_{bob.user_id}")
    for actor in (alice, bob):
        await comes_to(actor, chat, "ready")
    hers, his = [await actor.do("secret_state", chat=chat) for actor in (alice, bob)]
    assert (hers["out"], his["out"]) == (True, False)
    assert hers["key"] == his["key"] != ""
    return chat


async def comes_to(actor: Actor, chat: int, state: str) -> None:
    await actor.see("secret_chat", lambda told: (told["id"], told["state"]) == (chat, state))


def reading(server: PlayServer) -> closing[sqlite3.Connection]:
    """The store of a running server."""
    uri = f"file:{server.folder / 'heliograph.db'}?mode=ro"
    return closing(sqlite3.connect(uri, uri=True))


def keys_in_use(server: PlayServer) -> int:
    """Under how many keys messages wait to be acknowledged: each begins with its key's print."""
    with reading(server) as db:
        return len(db.execute("SELECT DISTINCT substr(data, 1, 8) FROM encrypted_queue").fetchall())


def waiting(server: PlayServer) -> int:
    """How many messages nobody has acknowledged."""
    with reading(server) as db:
        (count,) = db.execute("SELECT count(*) FROM encrypted_queue").fetchone()
    return int(count)


async def asked(server: PlayServer, chat: int) -> None:
    """Wait until the server has heard of a chat; clients call theirs pending before."""
    with reading(server) as db:
        async with asyncio.timeout(10):
            # A file has no event to wait for.
            while (chat,) not in db.execute("SELECT id FROM encrypted_chats"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)


def ended_as(actor: Actor, chat: int) -> str:
    """What a device made of a chat."""
    told = [one for one in actor.seen if one["event"] == "secret_chat" and one["id"] == chat]
    return str(told[-1]["state"])


async def say(speaker: Actor, hearer: Actor, chat: int, *texts: str) -> None:
    await speaker.do("secret_send", chat=chat, texts=list(texts))
    for text in texts:
        await hearer.see_text(text)


async def talk(alice: Actor, bob: Actor, chat: int, mark: str) -> None:
    """A message each way."""
    await say(alice, bob, chat, f"{mark} by her")
    await say(bob, alice, chat, f"{mark} by him")


async def test_two_tdlib_clients_talk_in_secret_through_a_restart(
    pair: Pair, server: PlayServer
) -> None:
    alice, bob = await pair()
    chat = await agree(alice, bob)
    await talk(alice, bob, chat, "before")
    await server.stop()
    await server.start()
    await talk(alice, bob, chat, "after")
    assert (await alice.do("secret_texts", chat=chat)) == (await bob.do("secret_texts", chat=chat))


async def test_who_is_away_finds_the_request_and_what_was_said(cast, server: PlayServer) -> None:
    """A request and a message each wait for a client that is not there."""
    alice = await cast("tdlib", name="Alice")
    bob = await cast("tdlib", name="Bob")
    await bob.do("set_username", username=f"secret_{bob.user_id}")
    await bob.do("disconnect")
    chat = await alice.do("secret_ask", username=f"secret_{bob.user_id}")
    await asked(server, chat)
    await alice.do("disconnect")
    await bob.do("connect")
    await comes_to(bob, chat, "ready")
    await bob.do("secret_send", chat=chat, texts=["are you there?"])
    await alice.do("connect")
    await alice.see_text("are you there?")


KINDS = [
    pytest.param("tdlib", "tdlib", True, id="temporary keys"),
    pytest.param("tdlib-1.8.46", "tdlib", False, id="an older one asks"),
    pytest.param("tdlib", "tdlib-1.8.46", False, id="an older one is asked"),
]


@pytest.mark.long
@pytest.mark.parametrize(("hers", "his", "pfs"), KINDS)
async def test_15_4_a_long_secret_talk(
    pair: Pair, server: PlayServer, hers: str, his: str, pfs: bool
) -> None:
    """Past another key, a restart and a kill of the server, and restarts of the clients."""
    alice, bob = await pair(hers, his, pfs=pfs)
    chat = await agree(alice, bob)
    await talk(alice, bob, chat, "first")

    await alice.do("secret_type", chat=chat)
    await bob.see("typing", lambda told: True)
    await alice.do("secret_send", chat=chat, texts=["read this"])
    await bob.see_text("read this")
    await bob.do("secret_read", chat=chat)
    assert await alice.do("secret_read_by_other", chat=chat)

    for round_ in range(REKEYED_AFTER // 20):
        await say(alice, bob, chat, *(f"{round_} her {n}" for n in range(10)))
        await say(bob, alice, chat, *(f"{round_} his {n}" for n in range(10)))
        if round_ == 2:
            await server.stop()
            await server.start()
            assert keys_in_use(server) == 1
    # They settle on the other key in messages of their own, between those of people.
    talks = 0
    while keys_in_use(server) == 1 and talks < 20:
        talks += 1
        await talk(alice, bob, chat, f"under another key {talks}")
    assert keys_in_use(server) == 2
    await talk(alice, bob, chat, "under the other key")
    await server.kill()
    await server.start()
    await talk(alice, bob, chat, "after a kill")

    for actor in (alice, bob):
        assert await actor.do("restart") == "Ready"
    await talk(alice, bob, chat, "after all")
    await alice.do("secret_delete", chat=chat, text="after all by her")
    await say(alice, bob, chat, "gone?")
    texts = await bob.do("secret_texts", chat=chat)
    assert texts == await alice.do("secret_texts", chat=chat)
    assert "after all by her" not in texts
    assert len(texts) == 1 + 2 * (REKEYED_AFTER // 20) * 10 + 8 + 2 * talks

    await bob.do("secret_close", chat=chat)
    await comes_to(alice, chat, "closed")


@pytest.mark.long
async def test_15_2_who_says_nothing_of_what_it_has_is_asked(
    pair: Pair, server: PlayServer
) -> None:
    """TDLib by itself acknowledges when it comes back, or after 100,000 more."""
    alice, bob = await pair()
    chat = await agree(alice, bob)
    for part in range(5):
        await say(alice, bob, chat, *(f"{part} {n}" for n in range(100)))
    async with asyncio.timeout(20):
        while waiting(server) >= 500:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await talk(alice, bob, chat, "and on")


@pytest.mark.long
async def test_a_secret_chat_goes_on_after_the_server_was_restored(
    pair: Pair, server: PlayServer
) -> None:
    """From a copy that is older than what both have said since."""
    alice, bob = await pair()
    keeper = Keeper(server)
    chat = await agree(alice, bob)
    await talk(alice, bob, chat, "before")
    await keeper.back_up()
    await say(alice, bob, chat, *(f"lost {n}" for n in range(20)))
    await keeper.lose_all_and_restore()
    await talk(alice, bob, chat, "after")
    assert (await alice.do("secret_texts", chat=chat)) == (await bob.do("secret_texts", chat=chat))


@pytest.mark.long
async def test_15_1_of_two_devices_that_accept_one_has_the_chat(cast) -> None:
    """Each TDLib accepts by itself; the one that comes late must not end what the other began."""
    alice = await cast("tdlib", name="Alice")
    bob = await cast("tdlib", phone="9996610009", name="Bob")
    too = await cast("tdlib", phone="9996610009", name="Bob")
    await bob.do("set_username", username=f"secret_{bob.user_id}")
    chat = await alice.do("secret_ask", username=f"secret_{bob.user_id}")
    await comes_to(alice, chat, "ready")
    await asyncio.gather(
        *(actor.see("secret_chat", lambda told: told["state"] != "pending") for actor in (bob, too))
    )
    states = {actor: ended_as(actor, chat) for actor in (bob, too)}
    assert sorted(states.values()) == ["closed", "ready"]
    winner = next(actor for actor, state in states.items() if state == "ready")
    await talk(alice, winner, chat, "to one of them")
