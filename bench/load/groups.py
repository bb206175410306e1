"""A group's messages: what it costs to keep one for everybody, and to bring it to who is there."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from load import queries
from load.accounts import Person, connect_all
from load.client import ANSWER_WITHIN_S, LoadClient, connect
from load.closed_loop import TEXT_BYTES
from load.figures import percentile
from load.meter import Meter
from load.server import Server

POSTS = 20
DELIVERIES_PER_S = 10_000
INTERVAL_MIN_S = 0.05
"""Messages are due at a steady pace, whatever became of those before."""

_SETTLE_S = 1.0

Send = Callable[[bytes], bytes]
"""The query that says a text in the group."""


async def alone(server: Server, writer: Person, send: Send) -> float:
    """Seconds of CPU of the messages that one writes while nobody else has a session."""
    client = await connect(server.host, server.port, writer.key)
    meter, _, _ = await _posts(server, client, [], send)
    client.close()
    return meter.cpu_s


async def measure(
    server: Server, members: Sequence[Person], send: Send, *, alone_s: float
) -> dict[str, Any]:
    """The first member writes while everybody is connected; `alone_s` is what `alone` gave."""
    writer = await connect(server.host, server.port, members[0].key)
    readers = await connect_all(server, list(members[1:]))
    together, firsts, latencies = await _posts(server, writer, readers, send)
    for client in (writer, *readers):
        client.close()
    return {
        "members": len(members),
        "cpu_ms_offline": alone_s / POSTS * 1e3,
        "cpu_ms_online": together.cpu_s / POSTS * 1e3,
        "cpu_ms_per_delivery": (together.cpu_s - alone_s) / POSTS / len(readers) * 1e3,
        # With what it costs to decide and to keep, which few who are there bear as much of.
        "cpu_ms_per_reader": together.cpu_s / POSTS / len(readers) * 1e3,
        "first_ms": percentile(firsts, 50) * 1e3,
        "last_ms": percentile(latencies, 50) * 1e3,
        "last_max_ms": max(latencies) * 1e3,
        "client_cores": together.client_cpu_s / together.wall_s,
        "other_cores": together.other_cores,
        "stolen_cores": together.stolen_cores,
    }


async def _posts(
    server: Server, writer: LoadClient, readers: Sequence[LoadClient], send: Send
) -> tuple[Meter, list[float], list[float]]:
    """What some messages cost, and how long after each was due the first and the last had it."""
    left: Counter[int] = Counter()
    due: dict[int, float] = {}
    firsts: dict[int, float] = {}
    latencies: dict[int, float] = {}
    all_have = asyncio.Event()

    def on_push(body: bytes) -> None:
        for number in queries.marks(body):
            if number not in firsts:
                firsts[number] = time.perf_counter() - due[number]
            left[number] -= 1
            if not left[number]:
                latencies[number] = time.perf_counter() - due[number]
                all_have.set()

    for reader in readers:
        reader.on_push = on_push

    async def post(number: int) -> None:
        left[number] = len(readers)
        due.setdefault(number, time.perf_counter())
        await writer.call(send(queries.marked(number, TEXT_BYTES)))
        while left[number]:
            all_have.clear()
            await asyncio.wait_for(all_have.wait(), ANSWER_WITHIN_S)

    # The first ones show everybody whom and what they meet.
    await post(0)
    await asyncio.sleep(_SETTLE_S)
    interval_s = max(INTERVAL_MIN_S, len(readers) / DELIVERIES_PER_S)
    async with Meter(server) as meter, asyncio.TaskGroup() as tasks:
        begin = time.perf_counter()
        for number in range(1, POSTS + 1):
            due[number] = begin + number * interval_s
            await asyncio.sleep(max(0.0, due[number] - time.perf_counter()))
            tasks.create_task(post(number))
    numbers = range(1, POSTS + 1) if readers else ()
    return meter, [firsts[one] for one in numbers], [latencies[one] for one in numbers]
