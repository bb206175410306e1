"""Queries that wait for others, and urgent answers, on real sockets."""

import asyncio
import os
import struct

import pytest

from heliograph.domain.errors import Refused
from heliograph.mtproto.outgoing import BULK_BYTES
from heliograph.ports.sessions import Call
from support.mtproto_client import tl_bytes
from support.net_place import ECHO, OpenPlace, Place, eventually
from support.raw_client import RawClient
from support.session_rig import RPC_RESULT, container

AFTER, HOLD, REFUSE, PAGE = 0xEC000010, 0xEC000011, 0xEC000012, 0xEC000013


def rpc_error(code: int, text: bytes) -> bytes:
    """A refusal in place of a result."""
    return struct.pack("<Ii", 0x2144CA19, code) + tl_bytes(text)


def after(*msg_ids: int, timeout_ms: int = 5000) -> bytes:
    """A query that waits for others."""
    return struct.pack(f"<IiI{len(msg_ids)}q", AFTER, timeout_ms, len(msg_ids), *msg_ids)


class Kitchen:
    """A handler whose queries wait, are held until released, or fail."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.done: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}

    async def handle(self, call: Call, body: memoryview) -> bytes:
        kind = int.from_bytes(body[:4], "little")
        if kind == AFTER:
            timeout_ms, count = struct.unpack_from("<iI", body, 4)
            ids = struct.unpack_from(f"<{count}q", body, 12)
            try:
                await call.session.after(ids, timeout_s=timeout_ms / 1000)
            except Refused as refused:
                return rpc_error(refused.code, refused.token.encode())
        if kind == HOLD:
            await self.gates.setdefault(call.msg_id, asyncio.Event()).wait()
        if kind == PAGE:
            return os.urandom(BULK_BYTES)
        if kind == REFUSE:
            return rpc_error(400, b"NO")
        call.urgent = kind == ECHO
        self.done.append(call.msg_id)
        return bytes(body[:4])

    def release(self, msg_id: int) -> None:
        self.gates.setdefault(msg_id, asyncio.Event()).set()


@pytest.fixture
async def place(open_place: OpenPlace) -> Place:
    return await open_place()


@pytest.fixture
async def kitchen(place: Place) -> Kitchen:
    made = Kitchen(place)
    place.server._queries._handler = made.handle
    return made


@pytest.fixture
async def client(place: Place, kitchen: Kitchen) -> RawClient:
    return await place.signed()


async def test_6_2_order_is_kept_behind_a_slow_query(kitchen: Kitchen, client: RawClient) -> None:
    slow = client.send(struct.pack("<I", HOLD))
    chain = [slow]
    for _ in range(20):
        chain.append(client.send(after(chain[-1])))
    free = client.send(struct.pack("<I", PAGE))
    await client.result(free)
    assert kitchen.done == []
    kitchen.release(slow)
    await client.result(chain[-1])
    assert kitchen.done == chain


async def test_6_2_a_query_waits_for_all_that_it_names(kitchen: Kitchen, client: RawClient) -> None:
    one, two = client.send(struct.pack("<I", HOLD)), client.send(struct.pack("<I", HOLD))
    last = client.send(after(one, two))
    kitchen.release(two)
    await client.result(two)
    assert last not in kitchen.done
    kitchen.release(one)
    await client.result(last)
    assert kitchen.done[-1] == last


async def test_6_2_a_query_may_name_one_that_comes_later(
    kitchen: Kitchen, client: RawClient
) -> None:
    later = client.msg_id()
    waiting = client.send(after(later))
    await eventually(lambda: kitchen.place.server.counts()["queries"] == 1)
    client.write(client.seal(struct.pack("<I", PAGE), msg_id=later))
    assert await client.result(waiting) == struct.pack("<I", AFTER)


async def test_6_2_order_holds_inside_a_container(kitchen: Kitchen, client: RawClient) -> None:
    ids = [client.msg_id() for _ in range(5)]
    bodies = [struct.pack("<I", HOLD), *(after(msg_id) for msg_id in ids[:-1])]
    inner = [(msg_id, 1, body) for msg_id, body in zip(ids, bodies, strict=True)]
    client.send(container(*inner), seqno=2)
    kitchen.release(ids[0])
    await client.result(ids[-1])
    assert kitchen.done == ids


async def test_6_2_a_refused_query_fails_those_that_wait_for_it(
    kitchen: Kitchen, client: RawClient
) -> None:
    refused = client.send(struct.pack("<I", REFUSE))
    first = client.send(after(refused))
    second = client.send(after(first))
    failed = rpc_error(500, b"MSG_WAIT_FAILED")
    assert await client.result(first) == failed
    assert await client.result(second) == failed
    assert kitchen.done == []


async def test_6_2_waiting_has_an_end(kitchen: Kitchen, client: RawClient) -> None:
    never = client.send(after(client.msg_id(), timeout_ms=30))
    timeout = rpc_error(400, b"MSG_WAIT_TIMEOUT")
    assert await client.result(never) == timeout
    session = next(iter(kitchen.place.server.sessions.all()))
    assert session.waiting._futures == {}


async def test_6_2_a_circle_ends_by_its_time(kitchen: Kitchen, client: RawClient) -> None:
    later = client.msg_id()
    first = client.send(after(later, timeout_ms=30))
    client.write(client.seal(after(first, timeout_ms=30), msg_id=later))
    await client.result(first)
    await client.result(later)
    assert kitchen.done == []


async def test_6_2_an_acknowledged_query_counts_as_done(
    kitchen: Kitchen, client: RawClient
) -> None:
    earlier = client.send(struct.pack("<I", PAGE))
    await client.result(earlier)
    client.ack()
    later = client.send(after(earlier))
    assert await client.result(later) == struct.pack("<I", AFTER)


async def test_6_2_what_waits_ends_with_its_session(kitchen: Kitchen, client: RawClient) -> None:
    slow = client.send(struct.pack("<I", HOLD))
    client.send(after(slow, timeout_ms=60_000))
    await eventually(lambda: kitchen.place.server.counts()["queries"] == 2)
    (session,) = kitchen.place.server.sessions.all()
    kitchen.place.server.sessions.destroy(session.entry, session.session_id)
    await eventually(lambda: kitchen.place.server.counts()["queries"] == 1)
    kitchen.release(slow)
    await eventually(lambda: kitchen.place.server.counts()["queries"] == 0)
    assert kitchen.done == [slow]


async def test_6_2_a_dropped_query_still_holds_back_those_behind_it(
    kitchen: Kitchen, client: RawClient
) -> None:
    slow = client.send(struct.pack("<I", HOLD))
    last = client.send(after(slow))
    dropping = client.send(struct.pack("<Iq", 0x58E4A740, slow))
    assert await client.result(dropping) == struct.pack("<I", 0xCD78E586)
    assert kitchen.done == []
    kitchen.release(slow)
    await client.result(last)
    assert kitchen.done == [slow, last]


async def test_urgent_answers_overtake_bulky_ones(kitchen: Kitchen, client: RawClient) -> None:
    """getDifference, getState and the dialogs, which a client shows nothing without."""
    ids = [client.msg_id() for _ in range(11)]
    bodies = [struct.pack("<I", PAGE)] * 10 + [struct.pack("<I", ECHO)]
    inner = [(msg_id, 1, body) for msg_id, body in zip(ids, bodies, strict=True)]
    client.send(container(*inner), seqno=2)
    assert (await client.until(RPC_RESULT)).req_msg_id == ids[-1]


async def test_6_2_who_waits_for_what_never_comes_does_not_hold_up_the_end(
    place: Place, client: RawClient
) -> None:
    asked = client.send(after(client.msg_id() + (60 << 32), timeout_ms=30_000))
    await eventually(lambda: place.server.counts()["queries"] == 1)
    stopping = asyncio.ensure_future(place.server.stop())
    assert b"MSG_WAIT_FAILED" in await asyncio.wait_for(client.result(asked), 0.5)
    await stopping
