"""Answers that nobody reads, in sessions that are each below their own bound."""

import asyncio
import os
import struct
from contextlib import suppress

import pytest

from heliograph.ports.sessions import Call
from support.net_place import ECHO, LARGE, WAIT, OpenPlace, Place, eventually
from support.raw_client import RawClient

QUERY = struct.pack("<II", ECHO, 5)
SLOW = struct.pack("<II", WAIT, 7)
TOTAL = 1 << 20
ANSWER = 60_000
"""Sealed in the turn in which it is given."""


async def leave_queries_behind(place: Place, first: RawClient, count: int) -> None:
    """Many sessions of one key that each ask one thing and go."""
    for asked in range(1, count + 1):
        client = (await place.client()).use(first)
        client.send(SLOW)
        await eventually(lambda: place.server.counts()["queries"] == asked)  # noqa: B023
        client.reset()
    await eventually(lambda: place.server.counts()["connections"] == 1)


async def test_16_4_sessions_without_a_connection_hold_no_more_than_all_may(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await open_place(outbound_bytes_total=TOTAL, outbound_bytes_per_session=400_000)

    async def answer(call: Call, body: memoryview) -> bytes:
        if body == QUERY:
            return bytes(body)
        await place.release.wait()
        return os.urandom(ANSWER)

    monkeypatch.setattr(place.server._queries, "_handler", answer)
    first = await place.signed()
    assert await first.call(QUERY) == QUERY
    await leave_queries_behind(place, first, 40)
    place.release.set()
    await eventually(lambda: place.server.counts()["queries"] == 0)
    assert 0 < place.used()["unsent"] <= TOTAL
    assert await first.call(QUERY) == QUERY


async def test_16_4_readers_that_stand_still_hold_no_more_than_all_may(
    open_place: OpenPlace,
) -> None:
    place = await open_place(outbound_bytes_total=TOTAL, outbound_bytes_per_session=8 << 20)
    first = await place.signed()
    assert await first.call(QUERY) == QUERY
    readers = [await reader_that_stands_still(place, first) for _ in range(4)]
    with suppress(ConnectionError):
        for _ in range(10):
            for reader in readers:
                reader.send(struct.pack("<II", LARGE, ANSWER))
    # As many go as make room; who is left may hold what is asked for on.
    await eventually(lambda: place.server.counts()["connections"] <= 3)
    await eventually(lambda: place.server.counts()["queries"] == 0)
    assert place.used()["unsent"] <= TOTAL
    assert await first.call(QUERY) == QUERY


async def reader_that_stands_still(place: Place, first: RawClient) -> RawClient:
    """A client that asks without reading until the server can write no more to it."""
    client = (await place.client()).use(first)
    assert await client.call(QUERY) == QUERY
    session = next(s for s in place.server.sessions.all() if s.session_id == client.session_id)
    (carrier,) = session.carriers()
    client.stop_reading()
    asked = len(place.calls)
    while not carrier.stalled:
        client.send(struct.pack("<II", LARGE, ANSWER))
        asked += 1
        await eventually(lambda: len(place.calls) == asked)  # noqa: B023
        await asyncio.sleep(0)
    return client


async def test_16_4_what_a_lost_connection_leaves_unread_goes_while_all_hold_too_much(
    open_place: OpenPlace,
) -> None:
    place = await open_place(outbound_bytes_total=TOTAL)
    first = await place.signed()
    assert await first.call(QUERY) == QUERY
    reader = await reader_that_stands_still(place, first)
    asked = len(place.calls)
    reader.send(struct.pack("<II", LARGE, ANSWER))
    await eventually(lambda: len(place.calls) > asked)
    await eventually(lambda: place.server.counts()["queries"] == 0)
    own = place.used()["unsent"]
    assert 0 < own < TOTAL
    place.server.unsent.take(TOTAL)
    reader.reset()
    await eventually(lambda: place.server.counts()["connections"] == 1)
    assert place.server.counts()["sessions"] == 1
    assert place.used()["unsent"] == TOTAL


async def test_16_4_what_is_written_to_readers_that_stand_still_is_no_more_than_all_may_hold(
    open_place: OpenPlace,
) -> None:
    place = await open_place(outbound_bytes_total=8 * TOTAL, outbound_bytes_per_session=64 * TOTAL)
    first = await place.signed()
    assert await first.call(QUERY) == QUERY
    readers = []
    for _ in range(8):
        client = (await place.client()).use(first)
        readers.append(client)
        assert await client.call(QUERY) == QUERY
        session = next(s for s in place.server.sessions.all() if s.session_id == client.session_id)
        (carrier,) = session.carriers()
        client.stop_reading()
        # One packet, so that nothing is queued behind what its socket does not take.
        session.push(bytes(8 * TOTAL))
        await eventually(lambda: carrier.stalled or not session.connected)  # noqa: B023
    await eventually(lambda: place.used()["unsent"] <= 8 * TOTAL)
    assert await first.call(QUERY) == QUERY
    assert len(readers) > place.server.counts()["connections"] > 1
