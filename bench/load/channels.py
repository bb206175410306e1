"""Channels with many subscribers, and somebody who comes back to many channels."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from load import queries
from load.accounts import Person, connect_all
from load.channel_store import JOINED, Channels, kept_rows
from load.client import LoadClient, connect
from load.closed_loop import TEXT_BYTES
from load.meter import Meter
from load.server import Server

POSTS = 50
MOVED = 20
RETURNS = 20
TIMES = 5
"""How often each joins and leaves."""

_PAUSE_S = 1.1
"""So that what is asked for has a date of its own."""


async def measure(
    server: Server, channels: Channels, creator: Person, people: Sequence[Person]
) -> dict[str, Any]:
    """What a post costs and leaves, what it costs to join and leave, and to come back; the last of
    the people is the one who is in many channels."""
    *comers, subscriber = people
    writer = await connect(server.host, server.port, creator.key)

    def post(channel_id: int) -> bytes:
        place = channels.place(creator.user_id, channel_id)
        text = queries.marked(0, TEXT_BYTES)
        return queries.send_to_channel(place.channel_id, place.access_hash, text)

    await writer.call(post(channels.large))
    before = await asyncio.to_thread(kept_rows, server.folder)
    cpu_ms_post = await _each(server, writer, [post(channels.large) for _ in range(POSTS)])
    after = await asyncio.to_thread(kept_rows, server.folder)
    few, many = [
        await _comings(server, channels, c, comers) for c in (channels.small, channels.large)
    ]
    device = await connect(server.host, server.port, subscriber.key)
    state = await device.call(queries.get_state())
    since = int(time.time()) + 1
    await asyncio.sleep(_PAUSE_S)
    moved = channels.joined[:: JOINED // MOVED][:MOVED]
    for channel_id in moved:
        await writer.call(post(channel_id))
    asked = queries.get_difference(queries.read_pts(state), since)
    named = queries.moved_channels(await device.call(asked)) & set(channels.joined)
    if named != set(moved):
        raise RuntimeError(f"{len(named)} channels were named, of which {MOVED} had moved")
    of_each = [
        queries.get_channel_difference(place.channel_id, place.access_hash, pts=1)
        for place in (channels.place(subscriber.user_id, one) for one in moved)
    ]
    cpu_ms_named = await _each(server, device, [asked] * RETURNS)
    cpu_ms_read = await _each(server, device, of_each * 3)
    for client in (writer, device):
        client.close()
    return {
        "message_rows_per_post": (after[0] - before[0]) / POSTS,
        "log_rows_per_post": (after[1] - before[1]) / POSTS,
        "cpu_ms_per_post": cpu_ms_post,
        "cpu_ms_to_come_and_go_few": few,
        "cpu_ms_to_come_and_go_many": many,
        "many_to_few": many / few,
        "cpu_ms_to_hear_what_moved": cpu_ms_named,
        "cpu_ms_to_come_back": cpu_ms_named + MOVED * cpu_ms_read,
    }


async def _comings(
    server: Server, channels: Channels, channel_id: int, people: Sequence[Person]
) -> float:
    """CPU in ms of somebody who joins and leaves."""
    clients = await connect_all(server, list(people))
    calls: list[Callable[[int, int], bytes]] = [queries.join_channel, queries.leave_channel]

    async def come_and_go(person: Person, client: LoadClient) -> None:
        place = channels.place(person.user_id, channel_id)
        for call in calls * TIMES:
            await client.call(call(place.channel_id, place.access_hash))

    async with Meter(server) as meter:
        for person, client in zip(people, clients, strict=True):
            await come_and_go(person, client)
    for client in clients:
        client.close()
    return meter.cpu_s / len(people) / TIMES * 1e3


async def _each(server: Server, client: LoadClient, asked: Sequence[bytes]) -> float:
    """CPU in ms of each of the queries, asked one after the other."""
    async with Meter(server) as meter:
        for query in asked:
            await client.call(query)
    return meter.cpu_s / len(asked) * 1e3
