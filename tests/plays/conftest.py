"""The stage: a real server, real client libraries, and a witness for every account."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from support.actors import Actor
from support.alike import ColdOffline
from support.play_server import PlayServer
from support.traffic import note_traffic
from support.witness import Witness

Cast = Callable[..., Awaitable[Actor]]


@pytest.fixture
async def server(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[PlayServer]:
    """A server of this play's own, ready; a test may ask for one of another kind."""
    made: PlayServer = getattr(request, "param", PlayServer)(tmp_path / "server")
    await made.start()
    yield made
    assert await made.stop() == 0, made.log.read_text()[-3000:]


@pytest.fixture
async def witnesses(server: PlayServer) -> AsyncIterator[dict[str, Witness]]:
    """One witness an account, by phone; checked when the play is over."""
    found: dict[str, Witness] = {}
    yield found
    try:
        for witness in found.values():
            await witness.check()
    finally:
        for witness in found.values():
            await witness.close()


@pytest.fixture
def cold_offline(request: pytest.FixtureRequest) -> bool:
    """Whether each account also has devices that are off during the play: with `--cold-offline`,
    and always in plays so marked."""
    marked = request.node.get_closest_marker("cold_offline") is not None
    return marked or bool(request.config.getoption("--cold-offline"))


@pytest.fixture
def onlookers(cold_offline: bool) -> int:
    """How many sessions an account of a cast has beside its actors': the witness, those off."""
    return 3 if cold_offline else 1


@pytest.fixture
async def cast(
    server: PlayServer, witnesses: dict[str, Witness], tmp_path: Path, cold_offline: bool
) -> AsyncIterator[Cast]:
    """Makes actors: `await cast("telethon", phone=…, name=…)` gives a signed-in client."""
    actors: list[Actor] = []
    cold: dict[str, ColdOffline] = {}
    numbers = itertools.count(1)

    async def make(
        kind: str, phone: str = "", name: str = "Alice", *, pfs: bool = False, dc: int | None = None
    ) -> Actor:
        number = next(numbers)
        actor = Actor(kind, tmp_path / f"actor-{number}-{kind}", pfs=pfs, dc=dc)
        actors.append(actor)
        await actor.open(server)
        phone = phone or f"999660{number:04d}"
        await actor.sign_in(server, phone, name)
        if phone not in witnesses:
            witness = witnesses[phone] = Witness(server, phone)
            await witness.open()
        if cold_offline and phone not in cold:
            cold[phone] = ColdOffline(server, phone, tmp_path / f"cold-{number}")
            await cold[phone].prepare(name)
        return actor

    yield make
    try:
        for phone, devices in cold.items():
            await devices.compare([actor for actor in actors if actor.phone == phone])
        await asyncio.to_thread(note_traffic, server.http, [actor.kind for actor in actors])
    finally:
        for one in (*cold.values(), *actors):
            await one.close()
