"""Clients that use temporary keys: everything goes by those, and nobody notices."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from support.actors import Actor
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long]

KINDS = ["tdlib", "tdlib-1.8.46", "mtcute"]


class Keys(NamedTuple):
    """What the store holds: how many keys of each sort."""

    permanent: int
    bound: int
    signed_in: int


def keys_of(server: PlayServer) -> Keys:
    """Read the store of a running server."""
    uri = f"file:{server.folder / 'heliograph.db'}?mode=ro"
    with sqlite3.connect(uri, uri=True) as db:
        (row,) = db.execute(
            "SELECT sum(expires IS NULL), sum(permanent_key_id IS NOT NULL),"
            " (SELECT count(*) FROM authorizations) FROM auth_keys"
        )
    return Keys(*row)


Pair = Callable[[str], Awaitable[tuple[Actor, Actor]]]


@pytest.fixture
async def pair(server: PlayServer, tmp_path: Path) -> AsyncIterator[Pair]:
    """Alice with temporary keys and Bob; unwatched, as witnesses do not outlive a server."""
    actors: list[Actor] = []

    async def make(kind: str) -> tuple[Actor, Actor]:
        alice = Actor(kind, tmp_path / "alice", pfs=True)
        bob = Actor("telethon", tmp_path / "bob")
        for actor, phone in ((alice, "9996630001"), (bob, "9996630002")):
            actors.append(actor)
            await actor.open(server)
            await actor.sign_in(server, phone, "Ann")
        await name_both(*actors)
        return alice, bob

    yield make
    for actor in actors:
        await actor.close()


async def talk(alice: Actor, bob: Actor, *, mark: str) -> None:
    """A message each way."""
    for one, other in ((alice, bob), (bob, alice)):
        text = f"{mark} by {one.kind}"
        await one.do("send", to=f"secret_{other.user_id}", text=text)
        await other.see_text(text)


async def name_both(alice: Actor, bob: Actor) -> None:
    for actor in (alice, bob):
        await actor.do("set_username", username=f"secret_{actor.user_id}")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_client_with_temporary_keys_signs_up_and_talks(
    cast, server: PlayServer, onlookers: int, kind: str
) -> None:
    alice = await cast(kind, name="Alice", pfs=True)
    bob = await cast("telethon", name="Bob")
    await name_both(alice, bob)
    await talk(alice, bob, mark="hello")
    assert keys_of(server).bound >= 1
    # One device each for Alice and Bob: a temporary key is none of its own.
    assert keys_of(server).signed_in == 2 * (1 + onlookers)
    assert await alice.do("sessions") == 1 + onlookers


@pytest.mark.parametrize("kind", KINDS)
async def test_bindings_outlive_the_server(pair: Pair, server: PlayServer, kind: str) -> None:
    alice, bob = await pair(kind)
    await talk(alice, bob, mark="before")
    before = keys_of(server)
    await server.stop()
    await server.start()
    await talk(alice, bob, mark="after")
    assert keys_of(server) == before


@pytest.mark.parametrize("kind", KINDS)
async def test_a_killed_server_costs_no_message(pair: Pair, server: PlayServer, kind: str) -> None:
    alice, bob = await pair(kind)
    await server.kill()
    await server.start()
    await talk(alice, bob, mark="after all")


async def test_tdlib_started_again_binds_a_new_key(
    cast, server: PlayServer, onlookers: int
) -> None:
    alice = await cast("tdlib", name="Alice", pfs=True)
    bob = await cast("telethon", name="Bob")
    await name_both(alice, bob)
    assert await alice.do("restart") == "Ready"
    await talk(alice, bob, mark="again")
    assert await alice.do("sessions") == 1 + onlookers


@pytest.mark.parametrize("kind", KINDS)
async def test_two_clients_with_temporary_keys_talk_and_one_logs_out(
    cast, server: PlayServer, kind: str
) -> None:
    alice = await cast(kind, name="Alice", pfs=True)
    bob = await cast("mtcute", name="Bob", pfs=True)
    await name_both(alice, bob)
    await talk(alice, bob, mark="hello")
    before = keys_of(server)
    assert await alice.do("log_out")
    assert keys_of(server).signed_in == before.signed_in - 1
