"""Messages sent at a given rate whatever the server does: how long until the recipient has them."""

import asyncio
import random
import time
from collections.abc import Sequence
from typing import Any

from load import queries
from load.accounts import Person
from load.client import LoadClient
from load.closed_loop import TEXT_BYTES
from load.figures import percentile
from load.meter import Meter
from load.server import Server

SETTLE_WITHIN_S = 10
"""What has not arrived so long after the last message was sent counts as lost."""

_SEED = 1
_PAUSE_S = 0.001


async def measure(
    server: Server,
    people: Sequence[Person],
    clients: Sequence[LoadClient],
    *,
    per_s: float,
    seconds: float,
) -> dict[str, Any]:
    """Poisson arrivals over all pairs; latency counts from when a message was due."""
    async with Meter(server) as meter:
        latencies = await talk(people, clients, per_s=per_s, seconds=seconds)
    return {
        "messages_per_s": per_s,
        "p50_ms": percentile(latencies, 50) * 1e3,
        "p99_ms": percentile(latencies, 99) * 1e3,
        "max_ms": max(latencies) * 1e3,
        "cpu_ms_per_message": meter.cpu_s / len(latencies) * 1e3,
        "client_cores": meter.client_cpu_s / meter.wall_s,
        "fsyncs_per_s": meter.commits / meter.wall_s,
        "other_cores": meter.other_cores,
        "stolen_cores": meter.stolen_cores,
    }


async def talk(
    people: Sequence[Person], clients: Sequence[LoadClient], *, per_s: float, seconds: float
) -> list[float]:
    """The latency of every message, in seconds."""
    due: dict[int, float] = {}
    latencies: list[float] = []
    arrived = asyncio.Event()

    def on_push(body: bytes) -> None:
        now = time.perf_counter()
        for number in queries.marks(body):
            latencies.append(now - due.pop(number))
        arrived.set()

    for client in clients:
        client.on_push = on_push
    answers = await _send(people, clients, due, per_s=per_s, seconds=seconds)
    async with asyncio.timeout(SETTLE_WITHIN_S):
        await asyncio.gather(*answers)
        while due:
            arrived.clear()
            await arrived.wait()
    return latencies


async def _send(
    people: Sequence[Person],
    clients: Sequence[LoadClient],
    due: dict[int, float],
    *,
    per_s: float,
    seconds: float,
) -> list[asyncio.Future[bytes]]:
    chance = random.Random(_SEED)
    answers: list[asyncio.Future[bytes]] = []
    at = time.perf_counter()
    until = at + seconds
    while at < until:
        while at <= time.perf_counter():
            number = len(answers)
            due[number] = at
            pair = chance.randrange(len(people) // 2) * 2
            writer = people[pair]
            text = queries.marked(number, TEXT_BYTES)
            query = queries.send_message(writer.friend_id, writer.friend_hash, text)
            answers.append(clients[pair].call(query))
            at += chance.expovariate(per_s)
        await asyncio.sleep(_PAUSE_S)
    return answers
