"""Clients that nobody uses are quiet: a call is an answer that they did not understand, or a loop.

Time is what is measured here, so this play waits for it.
"""

import asyncio
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from support.actors import KINDS, Actor
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long]

CLIENTS = 10
SETTLING_S = 60
MEASURED_S = 600


async def calls_so_far(server: PlayServer) -> Counter[str]:
    """How often each method was called, from the server's metrics."""

    def read() -> str:
        with urllib.request.urlopen(f"{server.http}/metrics", timeout=10) as page:
            return str(page.read().decode())

    counted: Counter[str] = Counter()
    for family in text_string_to_metric_families(await asyncio.to_thread(read)):
        for sample in family.samples:
            if sample.name == "heliograph_rpc_calls_total":
                counted[sample.labels["method"]] += int(sample.value)
    return counted


@pytest.fixture
async def crowd(
    server: PlayServer, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[list[Actor]]:
    """Ten usable clients of a kind, each of whom has written to the next."""
    kind = request.param
    actors = [Actor(kind, tmp_path / f"{kind}-{number}") for number in range(CLIENTS)]
    for number, actor in enumerate(actors):
        await actor.open(server)
        await actor.sign_in(server, f"999668{number:04d}", f"Idler {number}")
        await actor.do("set_username", username=f"idler_number_{number}")
    for number, actor in enumerate(actors):
        await actor.do("send", to=f"idler_number_{number - 1 if number else 9}", text="good night")
    yield actors
    for actor in actors:
        await actor.close()


@pytest.mark.parametrize("crowd", list(KINDS), indirect=True)
async def test_idle_clients_call_less_than_once_a_minute(
    crowd: list[Actor], server: PlayServer
) -> None:
    await asyncio.sleep(SETTLING_S)
    before = await calls_so_far(server)
    await asyncio.sleep(MEASURED_S)
    during = await calls_so_far(server) - before
    assert during.total() < len(crowd) * MEASURED_S / 60, during.most_common()
