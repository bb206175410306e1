"""A mailbox filled while its owner is away, and read whole when they come back."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from load import queries
from load.accounts import Person
from load.client import ANSWER_WITHIN_S, LoadClient, connect
from load.meter import Meter
from load.server import Server

TEXT_BYTES = 60
WINDOW = 50


async def measure(server: Server, pair: Sequence[Person], *, count: int) -> dict[str, Any]:
    """Seconds until the second of the pair has all messages that the first one wrote."""
    writer, reader = pair
    client = await connect(server.host, server.port, reader.key)
    pts = queries.read_pts(await client.call(queries.get_state()))
    client.close()
    sender = await connect(server.host, server.port, writer.key)
    await _fill(sender, writer, count)
    sender.close()
    client = await connect(server.host, server.port, reader.key)
    async with Meter(server) as meter:
        began = time.perf_counter()
        found = await _read(client, pts)
        took_s = time.perf_counter() - began
    client.close()
    if found != count:
        raise RuntimeError(f"caught up on {found} messages of {count}")
    return {
        "messages": count,
        "seconds": took_s,
        "cpu_ms_per_message": meter.cpu_s / count * 1e3,
        "other_cores": meter.other_cores,
        "stolen_cores": meter.stolen_cores,
    }


async def _fill(sender: LoadClient, writer: Person, count: int) -> None:
    numbers = iter(range(count))

    async def write() -> None:
        for number in numbers:
            text = queries.marked(number, TEXT_BYTES)
            await sender.call(queries.send_message(writer.friend_id, writer.friend_hash, text))

    await asyncio.gather(*(write() for _ in range(WINDOW)))


async def _read(client: LoadClient, pts: int) -> int:
    found = 0
    while pts:
        query = queries.get_difference(pts)
        answer = await asyncio.wait_for(client.call(query), ANSWER_WITHIN_S)
        messages, pts = queries.read_difference(answer)
        found += messages
    return found
