"""A connection that is closed says first what it has to say, and holds nothing afterwards."""

import asyncio
import os
import struct
from contextlib import suppress

import pytest

from heliograph.mtproto.errors import UnknownAuthKey
from heliograph.net.cipher import ASIDE_BYTES
from heliograph.net.connection import Connection
from heliograph.net.node_session import NodeSession
from support.held_cipher import HeldCipher, hold_cipher
from support.mtproto_client import unseal
from support.net_place import ECHO, LARGE, OpenPlace, Place, eventually
from support.raw_client import RawClient
from support.session_rig import RPC_RESULT, unpack
from support.web_clients import CLOSE, WebSocketClient
from support.whole_place import OpenWhole, WholeClient, WholePlace

QUERY = struct.pack("<II", ECHO, 5)
ASK_LONG = struct.pack("<Ii", LARGE, 2 * ASIDE_BYTES)
DESTROY, DESTROYED = struct.pack("<I", 0xD1435160), 0xF660E1D4
UPDATE = 0x12345678
WAYS = ("plain", "obfuscated", "websocket")


def update(size: int) -> bytes:
    """A pushed object of so many bytes."""
    return struct.pack("<I", UPDATE) + os.urandom(size - 4)


async def signed(place: Place, way: str) -> RawClient:
    if way != "websocket":
        return await place.signed(obfuscated=way == "obfuscated")
    client = await WebSocketClient().connect(place.address)
    await client.agree_key(place.public_key)
    return client


async def talking(place: Place, way: str) -> tuple[RawClient, NodeSession, Connection]:
    """A client that has asked one thing, with its session and its connection on the server."""
    client = await signed(place, way)
    assert await client.call(QUERY) == QUERY
    (session,) = place.server.sessions.all()
    (connection,) = place.server._connections
    return client, session, connection


async def held(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch, **limits: int
) -> tuple[Place, HeldCipher]:
    cipher = hold_cipher(monkeypatch)
    return await open_place(**limits), cipher


async def sealing(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> tuple[Place, HeldCipher, RawClient, NodeSession, Connection]:
    """A client for which a long update is being sealed, until the cipher may go."""
    place, cipher = await held(open_place, monkeypatch)
    client, session, connection = await talking(place, "plain")
    session.push(update(2 * ASIDE_BYTES))
    await eventually(lambda: cipher.waiting == 1)
    return place, cipher, client, session, connection


async def sealing_for_a_person(
    open_whole: OpenWhole, monkeypatch: pytest.MonkeyPatch
) -> tuple[WholePlace, HeldCipher, WholeClient]:
    """As `sealing`, on a whole server, for somebody who is signed in."""
    cipher = hold_cipher(monkeypatch)
    whole = await open_whole()
    client = await whole.client()
    await client.sign_up("12025550101")
    (session,) = whole.server.sessions.all()
    session.push(update(2 * ASIDE_BYTES))
    await eventually(lambda: cipher.waiting == 1)
    return whole, cipher, client


async def rest(client: RawClient) -> tuple[list[int], list[int]]:
    """What comes up to the end: the sizes of messages worth one, and the error codes."""
    with suppress(EOFError, ConnectionError):
        while True:
            await client.message()
    sizes = [len(got.body) for got in client.seen if got.kind in (RPC_RESULT, UPDATE)]
    return sizes, client.errors


def is_nothing_held(place: Place) -> bool:
    used = place.used()
    return place.server.counts()["connections"] == 0 == used["inbound"] == used["unsent"]


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("way", WAYS)
async def test_what_is_being_sealed_and_what_is_behind_it_comes_first(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch, way: str, refused: bool
) -> None:
    place, cipher = await held(open_place, monkeypatch)
    client, _, connection = await talking(place, way)
    client.send(ASK_LONG)
    await eventually(lambda: cipher.waiting == 1)
    client.send(QUERY)
    await eventually(lambda: place.server.counts()["queries"] == 0 and len(place.calls) == 3)
    if refused:
        client.write(os.urandom(128))
        await eventually(lambda: connection._closing)
    else:
        connection.close()
    cipher.may_go.set()
    sizes, errors = await rest(client)
    assert sizes == [20, 12 + 2 * ASIDE_BYTES, 20]
    assert errors == ([-404] if refused else [])
    await eventually(lambda: is_nothing_held(place))
    if isinstance(client, WebSocketClient):
        assert [opcode for opcode, _ in client.control] == [CLOSE]


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("way", WAYS)
async def test_a_long_packet_that_the_close_itself_cuts_is_not_lost(
    open_place: OpenPlace, way: str, refused: bool
) -> None:
    place = await open_place()
    client, session, connection = await talking(place, way)
    session.push(update(2 * ASIDE_BYTES))
    if refused:
        connection._refuse(UnknownAuthKey())
    else:
        connection.close()
    sizes, errors = await rest(client)
    assert (sizes, errors) == ([20, 2 * ASIDE_BYTES], [-404] if refused else [])
    await eventually(lambda: is_nothing_held(place))


@pytest.mark.parametrize("way", WAYS)
async def test_more_than_leaves_in_one_turn_leaves_before_the_end(
    open_place: OpenPlace, way: str
) -> None:
    place = await open_place()
    client, session, connection = await talking(place, way)
    for _ in range(40):
        session.push(update(40_000))
    connection.close()
    assert (await rest(client))[0] == [20] + 40 * [40_000]
    await eventually(lambda: is_nothing_held(place))


@pytest.mark.parametrize("way", WAYS)
async def test_who_begins_to_read_again_is_told_everything(open_place: OpenPlace, way: str) -> None:
    place = await open_place(outbound_bytes_per_session=64 << 20)
    client, session, connection = await talking(place, way)
    told = await stand_still(client, session, connection)
    session.push(update(2 * ASIDE_BYTES))
    session.push(update(400))
    connection.close()
    client.go_on_reading()
    assert (await rest(client))[0] == [20, *told, 2 * ASIDE_BYTES, 400]
    await eventually(lambda: is_nothing_held(place))


async def stand_still(client: RawClient, session: NodeSession, connection: Connection) -> list[int]:
    """Push until the client's buffers are full; gives the sizes."""
    client.stop_reading()
    sizes = []
    while not connection.stalled:
        sizes.append(60_000)
        session.push(update(60_000))
        connection.flush()
        await asyncio.sleep(0)
    return sizes


@pytest.mark.parametrize("way", WAYS)
async def test_who_never_reads_is_let_go_in_time(open_place: OpenPlace, way: str) -> None:
    place = await open_place(outbound_bytes_per_session=64 << 20, write_stall_s=1)
    client, session, connection = await talking(place, way)
    await stand_still(client, session, connection)
    session.push(update(2 * ASIDE_BYTES))
    connection.close()
    assert place.used()["unsent"] > 2 * ASIDE_BYTES
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_who_takes_leave_and_stops_reading_is_let_go_in_time(open_place: OpenPlace) -> None:
    place = await open_place(outbound_bytes_per_session=64 << 20, write_stall_s=1)
    client, session, connection = await talking(place, "websocket")
    assert isinstance(client, WebSocketClient)
    await stand_still(client, session, connection)
    client.write_frame(CLOSE, struct.pack(">H", 1000))
    await eventually(lambda: connection._over)
    # As if it had read a part of it.
    connection.resume_writing()
    assert not connection.stalled
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_what_comes_after_a_close_is_not_heard(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher, client, _, connection = await sealing(open_place, monkeypatch)
    connection.close()
    client.send(QUERY)
    received = connection.last_received
    connection.data_received(b"more")
    cipher.may_go.set()
    await rest(client)
    assert (len(place.calls), connection.last_received) == (1, received)


async def test_1_8_a_refusal_of_what_came_before_a_close_adds_no_word_to_it(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, cipher, client, _, connection = await sealing(open_place, monkeypatch)
    connection.close()
    connection._refuse(UnknownAuthKey())
    cipher.may_go.set()
    assert await rest(client) == ([20, 2 * ASIDE_BYTES], [])


async def test_8_5_a_key_goes_behind_a_long_packet(
    open_whole: OpenWhole, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, cipher, client = await sealing_for_a_person(open_whole, monkeypatch)
    client.send(DESTROY)
    await eventually(lambda: whole.server.counts()["keys"] == 0)
    assert whole.server.budgets()["unsent"].used_bytes > 2 * ASIDE_BYTES
    client.seen.clear()
    cipher.may_go.set()
    assert (await rest(client))[0] == [2 * ASIDE_BYTES, 16]
    assert DESTROYED in [got.kind for got in client.seen]
    await eventually(lambda: whole.server.budgets()["unsent"].used_bytes == 0)


async def test_8_5_another_session_of_the_key_does_not_cut_its_answer_off(
    open_whole: OpenWhole, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, cipher, client = await sealing_for_a_person(open_whole, monkeypatch)
    client.session_id += 1
    client.send(DESTROY)
    await eventually(lambda: whole.server.counts()["keys"] == 0)
    cipher.may_go.set()
    assert client.key is not None
    opened = [unseal(client.key.key, packet) for packet in await client.end()]
    told = [got.kind for one in opened for got in unpack(one.msg_id, one.seqno, one.body)]
    assert told[0] == UPDATE
    assert DESTROYED in told
    await eventually(lambda: whole.server.budgets()["unsent"].used_bytes == 0)


async def test_16_4_what_is_being_sealed_is_counted_until_it_is_written(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, cipher, client, _, connection = await sealing(open_place, monkeypatch)
    assert place.used()["unsent"] >= 2 * ASIDE_BYTES
    connection.pause_writing()
    cipher.may_go.set()
    await eventually(lambda: bool(connection._framed))
    assert place.used()["unsent"] >= 2 * ASIDE_BYTES
    connection.resume_writing()
    assert len((await client.until(UPDATE)).body) == 2 * ASIDE_BYTES
    assert place.used()["unsent"] == 0


@pytest.mark.parametrize("sealed", [False, True])
async def test_16_4_what_was_for_a_connection_that_goes_is_given_back(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    place, cipher, client, session, connection = await sealing(open_place, monkeypatch)
    connection.pause_writing()
    session.wire.close()
    if sealed:
        cipher.may_go.set()
        await eventually(lambda: bool(connection._framed))
    client.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    # The thread holds it for as long as it works on it.
    assert (place.used()["unsent"] == 0) == sealed
    cipher.may_go.set()
    await eventually(lambda: place.used()["unsent"] == 0)
