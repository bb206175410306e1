"""What a send costs when its recipient has read nothing for long."""

import asyncio
from collections.abc import Iterator
from typing import Any

from load import queries
from load.accounts import Person
from load.client import LoadClient, connect
from load.meter import Meter
from load.server import Server

TEXT_BYTES = 60
WINDOW = 50
PART = 2_000


async def measure(server: Server, writer: Person, *, count: int) -> dict[str, Any]:
    """CPU of the first and of the last messages of so many that nobody reads."""
    client = await connect(server.host, server.port, writer.key)
    numbers = iter(range(count))
    first = await _part(server, client, writer, numbers)
    for _ in range(count // PART - 2):
        await _write(client, writer, numbers)
    last = await _part(server, client, writer, numbers)
    client.close()
    return {"unread": count, "cpu_ms_first": first, "cpu_ms_last": last, "ratio": last / first}


async def _part(
    server: Server, client: LoadClient, writer: Person, numbers: Iterator[int]
) -> float:
    async with Meter(server) as meter:
        await _write(client, writer, numbers)
    return meter.cpu_s / PART * 1e3


async def _write(client: LoadClient, writer: Person, numbers: Iterator[int]) -> None:
    some = iter([next(numbers) for _ in range(PART)])

    async def write() -> None:
        for number in some:
            text = queries.marked(number, TEXT_BYTES)
            await client.call(queries.send_message(writer.friend_id, writer.friend_hash, text))

    await asyncio.gather(*(write() for _ in range(WINDOW)))
