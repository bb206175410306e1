"""A large supergroup whose members come and go, and type: what others being there makes it cost."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from heliograph.domain.access import AccessHasher
from heliograph.server.keys import load_sub_keys
from load import queries
from load.accounts import Person, connect_all
from load.client import LoadClient
from load.closed_loop import TEXT_BYTES
from load.meter import Meter
from load.server import Server

CHANGES = 400
TYPED = 60
LOOKERS = 1_000
"""Members who have the group before them, as those who read along."""

_SETTLE_S = 1.0
_DELIVERED_S = 5.0
"""Until everybody has a post and has acknowledged it."""


async def measure(
    server: Server, members: Sequence[Person], channel_id: int, *, folder: Path
) -> dict[str, Any]:
    """CPU in ms of each coming and going, alone and with all members connected; of each typing,
    with nobody and with many who have the group before them."""
    access = AccessHasher(load_sub_keys(folder).access_hash)
    writer, *others = members
    hash_ = access.of_channel(writer.user_id, channel_id)
    typing = queries.type_in_channel(channel_id, hash_)
    heard = 0

    def count(_: bytes) -> None:
        nonlocal heard
        heard += 1

    (first,) = await connect_all(server, [others[0]])
    alone = await _each(server, CHANGES, lambda number: _come_or_go(first, number))
    clients = await connect_all(server, others[1:])
    for client in clients:
        client.on_push = count
    crowded = await _each(server, CHANGES, lambda number: _come_or_go(first, number))
    told = heard
    (typer,) = await connect_all(server, [writer])
    # A post shows each session the group, of which it is told no more until then.
    await typer.call(queries.send_to_channel(channel_id, hash_, queries.marked(1, TEXT_BYTES)))
    await asyncio.sleep(_DELIVERED_S)
    unseen = await _each(server, TYPED, lambda _: typer.call(typing))
    lookers = list(zip(others[1:], clients, strict=True))[:LOOKERS]
    for person, client in lookers:
        asked = (channel_id, access.of_channel(person.user_id, channel_id))
        await client.call(queries.get_channel_history(*asked))
    await asyncio.sleep(_SETTLE_S)
    heard = 0
    seen = await _each(server, TYPED, lambda _: typer.call(typing))
    for client in (first, typer, *clients):
        client.close()
    return {
        "members": len(members),
        "cpu_ms_per_change_alone": alone,
        "cpu_ms_per_change": crowded,
        "pushes_per_change": told / CHANGES,
        "cpu_ms_per_typing_unseen": unseen,
        "cpu_ms_per_typing": seen,
        "pushes_per_typing": heard / TYPED,
    }


def _come_or_go(client: LoadClient, number: int) -> Awaitable[bytes]:
    return client.call(queries.update_status(offline=number % 2 == 1))


async def _each(server: Server, count: int, act: Callable[[int], Awaitable[Any]]) -> float:
    """CPU in ms of each act, without what the server does in as long a time when nobody acts."""
    async with Meter(server) as meter:
        for number in range(count):
            await act(number)
        await asyncio.sleep(_SETTLE_S)
    async with Meter(server) as idle:
        await asyncio.sleep(meter.wall_s)
    return max(0.0, meter.cpu_s - idle.cpu_s) / count * 1e3
