"""Long packets are opened and sealed beside the loop: others go on, and nothing changes places."""

import os
import struct

import pytest

from heliograph.net.cipher import ASIDE_BYTES
from support.held_cipher import HeldCipher, hold_cipher
from support.net_place import ECHO, LARGE, OpenPlace, Place, eventually

QUERY = struct.pack("<II", ECHO, 5)
LONG = struct.pack("<I", ECHO) + os.urandom(ASIDE_BYTES)
ASK_LONG = struct.pack("<Ii", LARGE, 2 * ASIDE_BYTES)


async def held(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch, **limits: int
) -> tuple[Place, HeldCipher]:
    cipher = hold_cipher(monkeypatch)
    return await open_place(**limits), cipher


async def test_a_long_query_is_answered(open_place: OpenPlace) -> None:
    client = await (await open_place()).signed()
    assert await client.call(LONG) == LONG


async def test_others_are_served_while_a_long_query_is_opened(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher = await held(open_place, monkeypatch)
    sender, other = await place.signed(), await place.signed()
    sender.send(LONG)
    await eventually(lambda: cipher.waiting == 1)
    assert await other.call(QUERY) == QUERY
    cipher.may_go.set()


async def test_what_comes_behind_a_long_query_waits_for_it(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher = await held(open_place, monkeypatch)
    client = await place.signed()
    asked = [client.send(LONG), client.send(QUERY), client.send(LONG), client.send(QUERY)]
    await eventually(lambda: cipher.waiting == 1)
    cipher.may_go.set()
    await eventually(lambda: len(place.calls) == 4)
    assert [call.msg_id for call in place.calls] == asked


async def test_answers_leave_in_the_order_in_which_they_were_given(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher = await held(open_place, monkeypatch)
    client, other = await place.signed(), await place.signed()
    long = client.send(ASK_LONG)
    await eventually(lambda: cipher.waiting == 1)
    short = client.send(QUERY)
    await eventually(lambda: len(place.calls) == 2)
    assert await other.call(QUERY) == QUERY
    cipher.may_go.set()
    first, second = [await client.until(0xF35C6D01) for _ in range(2)]
    assert [struct.unpack_from("<q", got.body, 4)[0] for got in (first, second)] == [long, short]


@pytest.mark.parametrize("obfuscated", [False, True])
async def test_a_quick_ack_meanwhile_leaves_the_stream_whole(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch, obfuscated: bool
) -> None:
    place, cipher = await held(open_place, monkeypatch)
    client = await place.signed(obfuscated=obfuscated)
    long = client.send(ASK_LONG)
    await eventually(lambda: cipher.waiting == 1)
    short = client.send(QUERY, quick_ack=True)
    await eventually(lambda: len(place.calls) == 2)
    cipher.may_go.set()
    assert len(await client.result(long)) == 2 * ASIDE_BYTES
    assert await client.result(short) == QUERY
    assert len(client.tokens) == 1


async def test_who_does_not_read_what_was_sealed_goes_while_all_hold_too_much(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher = await held(open_place, monkeypatch, outbound_bytes_per_session=32 << 20)
    client = await place.signed()
    client.stop_reading()
    client.send(struct.pack("<Ii", LARGE, 15 << 20))
    await eventually(lambda: cipher.waiting == 1)
    for _ in range(2):
        client.send(struct.pack("<Ii", LARGE, 1 << 20))
    await eventually(lambda: place.used()["unsent"] > 17 << 20)
    everybody = place.server.budgets()["unsent"]
    everybody.take(everybody.limit_bytes)
    cipher.may_go.set()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    await eventually(lambda: place.used()["unsent"] == everybody.limit_bytes)


async def test_a_connection_that_goes_meanwhile_takes_nobody_along(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher = await held(open_place, monkeypatch)
    sender, other = await place.signed(), await place.signed()
    sender.send(LONG)
    await eventually(lambda: cipher.waiting == 1)
    assert place.used()["inbound"] >= len(LONG)
    sender.reset()
    cipher.may_go.set()
    await eventually(lambda: place.server.counts()["connections"] == 1)
    assert await other.call(QUERY) == QUERY
    await eventually(lambda: place.used()["inbound"] == 0)


async def test_a_key_that_ended_meanwhile_opens_nothing(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher = await held(open_place, monkeypatch)
    client = await place.signed()
    client.send(LONG)
    await eventually(lambda: cipher.waiting == 1)
    place.keys.keys.clear()
    place.server._ring.clear()
    cipher.may_go.set()
    assert (await client.end())[-1] == struct.pack("<i", -404)
    assert place.calls == []
