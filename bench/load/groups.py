"""A group's messages: what it costs to keep one for everybody, and to bring it to who is there."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from load import queries
from load.accounts import Person, connect_all
from load.client import ANSWER_WITHIN_S, LoadClient, connect
from load.closed_loop import TEXT_BYTES
from load.figures import percentile
from load.meter import Meter
from load.server import Server

POSTS = 30
_SETTLE_S = 1.0


async def measure(server: Server, members: Sequence[Person], chat_id: int) -> dict[str, Any]:
    """The first member writes, while nobody else is connected and while everybody is."""
    writer = await connect(server.host, server.port, members[0].key)
    alone, _ = await _posts(server, writer, [], chat_id)
    readers = await connect_all(server, list(members[1:]))
    together, latencies = await _posts(server, writer, readers, chat_id)
    for client in (writer, *readers):
        client.close()
    return {
        "members": len(members),
        "cpu_ms_offline": alone.cpu_s / POSTS * 1e3,
        "cpu_ms_online": together.cpu_s / POSTS * 1e3,
        "cpu_ms_per_delivery": (together.cpu_s - alone.cpu_s) / POSTS / len(readers) * 1e3,
        "last_ms": percentile(latencies, 50) * 1e3,
        "last_max_ms": max(latencies) * 1e3,
        "other_cores": together.other_cores,
        "stolen_cores": together.stolen_cores,
    }


async def _posts(
    server: Server, writer: LoadClient, readers: Sequence[LoadClient], chat_id: int
) -> tuple[Meter, list[float]]:
    """What some messages cost, each sent when all have the one before; and when the last had it."""
    left = 0
    arrived = asyncio.Event()

    def on_push(body: bytes) -> None:
        nonlocal left
        left -= len(queries.marks(body))
        if left <= 0:
            arrived.set()

    for reader in readers:
        reader.on_push = on_push
    meter = Meter(server)
    latencies: list[float] = []
    text = queries.marked(0, TEXT_BYTES)
    # The first one is a warm-up.
    for number in range(POSTS + 1):
        if number == 1:
            await asyncio.sleep(_SETTLE_S)
            await meter.__aenter__()
        left = len(readers)
        arrived.clear()
        began = time.perf_counter()
        answer = writer.call(queries.send_to_chat(chat_id, text))
        if readers:
            await asyncio.wait_for(arrived.wait(), ANSWER_WITHIN_S)
        if number:
            latencies.append(time.perf_counter() - began)
        await answer
    await meter.__aexit__()
    return meter, latencies
