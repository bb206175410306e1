"""What running queries hold is bounded, for one key and for all together."""

import struct

import pytest

from heliograph.net.queries import BUSY
from heliograph.ports.sessions import Call
from support.net_place import ECHO, WAIT, OpenPlace, eventually
from support.session_rig import MSGS_ACK, container, longs

QUERY = struct.pack("<II", ECHO, 5)
SLOW = struct.pack("<II", WAIT, 7)
ONE = 8 + (5 << 10)
"""What a running query of 8 bytes counts for."""


async def test_16_4_one_key_fills_no_more_than_its_share(open_place: OpenPlace) -> None:
    place = await open_place(inbound_bytes_total=8 * 3 * ONE)
    greedy, other = await place.signed(), await place.signed()
    for _ in range(3):
        greedy.send(SLOW)
    assert await greedy.call(QUERY) == BUSY
    assert await other.call(QUERY) == QUERY
    place.release.set()
    await eventually(lambda: place.server.counts()["queries"] == 0)
    assert await greedy.call(QUERY) == QUERY


async def test_16_4_all_keys_together_are_bounded(open_place: OpenPlace) -> None:
    place = await open_place(inbound_bytes_total=8 * ONE)
    clients = [await place.signed() for _ in range(9)]
    for client in clients[:8]:
        client.send(SLOW)
    await eventually(lambda: len(place.calls) == 8)
    assert await clients[8].call(QUERY) == BUSY
    place.release.set()
    await eventually(lambda: place.used()["inbound"] == 0)
    assert await clients[8].call(QUERY) == QUERY


async def test_16_4_what_a_query_grows_to_counts_as_long_as_it_runs(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await open_place(inbound_bytes_total=8 * 2 * (5_000 + ONE))
    held: list[bool] = []

    async def grow(call: Call, body: memoryview) -> bytes:
        held.append(call.hold(6_000))
        await place.release.wait()
        return bytes(body)

    monkeypatch.setattr(place.server._queries, "_handler", grow)
    client = await place.signed()
    client.send(SLOW)
    client.send(SLOW)
    await eventually(lambda: held == [True, False])
    assert place.used()["inbound"] == 2 * (6_000 + ONE)
    place.release.set()
    await eventually(lambda: place.used()["inbound"] == 0)


async def test_16_4_a_running_query_does_not_keep_its_packet(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await open_place()
    kept: list[int] = []

    async def look(call: Call, body: memoryview) -> bytes:
        kept.append(memoryview(body.obj).nbytes)
        return bytes(body)

    monkeypatch.setattr(place.server._queries, "_handler", look)
    client = await place.signed()
    bulk = longs(MSGS_ACK, *range(8_000))
    asked = client.msg_id()
    packet = container((client.msg_id(), 0, bulk), (asked, 1, QUERY))
    client.write(client.seal(packet, msg_id=client.msg_id(), seqno=0))
    assert await client.result(asked) == QUERY
    assert kept == [len(QUERY)]
