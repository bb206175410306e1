"""Memory of connections that are signed in and silent."""

import asyncio
from collections.abc import Sequence
from typing import Any

from load import processes
from load.accounts import Person, connect_all
from load.server import Server

_WARM_UP_CONNECTIONS = 20
_SETTLE_S = 1.0


async def measure(server: Server, people: Sequence[Person]) -> dict[str, Any]:
    """Connects everybody once, beside a few who have been there before."""
    for client in await connect_all(server, people[:_WARM_UP_CONNECTIONS]):
        client.close()
    await asyncio.sleep(_SETTLE_S)
    before = processes.memory_mib(server.pid)
    clients = await connect_all(server, people)
    await asyncio.sleep(_SETTLE_S)
    after = processes.memory_mib(server.pid)
    for client in clients:
        client.close()
    return {
        "connections": len(clients),
        "memory_mib": after,
        "mib_per_1000_connections": (after - before) / len(clients) * 1000,
    }
