"""Pairs that write one message after another: CPU per message, and the most the server carries.

Blind to stalls, because nobody writes while waiting; `open_loop` is not.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from load import queries
from load.accounts import Person
from load.client import ANSWER_WITHIN_S, LoadClient
from load.figures import percentile
from load.meter import Meter
from load.server import Server

TEXT_BYTES = 100
WARM_UP_S = 1.0


async def measure(
    server: Server, people: Sequence[Person], clients: Sequence[LoadClient], *, seconds: float
) -> dict[str, Any]:
    """People 2k write to 2k + 1; latency ends when both the push and the answer are there."""
    latencies: list[float] = []
    stop = asyncio.Event()
    pairs = zip(people[::2], clients[::2], clients[1::2], strict=True)
    tasks = [asyncio.ensure_future(_talk(*pair, latencies, stop)) for pair in pairs]
    try:
        await asyncio.sleep(WARM_UP_S)
        before = len(latencies)
        async with Meter(server) as meter:
            await asyncio.sleep(seconds)
            measured = latencies[before:]
    finally:
        stop.set()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    failed = [e for e in done if isinstance(e, Exception)]
    if failed or not measured:
        raise RuntimeError(f"no messages went through: {failed[:1]}")
    count = len(measured)
    return {
        "messages_per_s": count / meter.wall_s,
        "p50_ms": percentile(measured, 50) * 1e3,
        "p99_ms": percentile(measured, 99) * 1e3,
        "cpu_ms_per_message": meter.cpu_s / count * 1e3,
        "client_cpu_ms_per_message": meter.client_cpu_s / count * 1e3,
        "server_cores": meter.cpu_s / meter.wall_s,
        "fsyncs_per_s": meter.commits / meter.wall_s,
        "messages_per_fsync": meter.operations / meter.commits if meter.commits else 0.0,
        "other_cores": meter.other_cores,
        "stolen_cores": meter.stolen_cores,
    }


async def _talk(
    writer: Person,
    sender: LoadClient,
    reader: LoadClient,
    latencies: list[float],
    stop: asyncio.Event,
) -> None:
    loop = asyncio.get_running_loop()
    arrived = loop.create_future()

    def on_push(_: bytes) -> None:
        if not arrived.done():
            arrived.set_result(None)

    reader.on_push = on_push
    text = queries.marked(0, TEXT_BYTES)
    while not stop.is_set():
        arrived = loop.create_future()
        began = time.perf_counter()
        query = queries.send_message(writer.friend_id, writer.friend_hash, text)
        answer = sender.call(query)
        await asyncio.wait_for(arrived, ANSWER_WITHIN_S)
        await answer
        latencies.append(time.perf_counter() - began)
