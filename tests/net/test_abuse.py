"""Bad input and greedy peers: closed or bounded, and nothing of them stays."""

import asyncio
import os
import random
import struct
from contextlib import suppress

import pytest

from heliograph.domain.authorizations import StoredKey
from heliograph.net import connection, server
from heliograph.net.admission import EXCHANGE_BEGINS
from support.mtproto_client import seal_unencrypted
from support.net_place import ECHO, LARGE, WAIT, OpenPlace, Place, eventually
from support.raw_client import RawClient
from support.session_rig import PING

QUERY = struct.pack("<II", ECHO, 5)
REQ_PQ = struct.pack("<I", 0xBE7E8EF1) + bytes(16)
NOTHING = {"inbound": 0, "unsent": 0, "unacked": 0}
UPDATE = b"\x78\xd4\xde\x1fupdate.."


async def test_16_1_connections_per_address_are_capped(open_place: OpenPlace) -> None:
    place = await open_place(connections_per_address=3)
    clients = [await place.signed() for _ in range(3)]
    refused = await place.client()
    assert await refused.end() == []
    clients[0].close()
    await eventually(lambda: place.server.counts()["connections"] == 2)
    assert await place.signed()


async def test_16_1_connections_of_everybody_are_capped(open_place: OpenPlace) -> None:
    place = await open_place(connections_max=2)
    clients = [await place.signed() for _ in range(2)]
    assert await (await place.client()).end() == []
    clients[0].close()
    await eventually(lambda: place.server.counts()["connections"] == 1)
    assert await place.signed()


async def test_16_1_addresses_of_one_network_share_their_cap(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No machine has a /64 to test from: 127.0.0.0/8 takes its place.
    monkeypatch.setattr(connection, "network_of", lambda address: address.split(".")[0])
    place = await open_place(connections_per_address=2)
    opened = []
    for host in (1, 2, 3):
        opened.append(
            await asyncio.open_connection(*place.address, local_addr=(f"127.0.0.{host}", 0))
        )
    async with asyncio.timeout(5):
        assert await opened[2][0].read() == b""
    assert place.server.counts()["connections"] == 2
    for _, writer in opened:
        writer.close()
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_16_1_a_connection_is_not_read_while_its_key_is_loaded(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await place.signed()
    await place.server.sessions.drop_key(client.key.key_id)
    load = place.keys.load_auth_key

    async def load_late(auth_key_id: int) -> StoredKey | None:
        await place.release.wait()
        return await load(auth_key_id)

    monkeypatch.setattr(place.keys, "load_auth_key", load_late)
    again = RawClient().use(client)
    _, writer = await asyncio.open_connection(*place.address)
    packet = again.seal(QUERY, msg_id=again.msg_id())
    frame = again.transport.frame(packet + bytes(1 << 20))
    writer.write(again.transport.start() + again.transport.frame(packet) + 40 * frame)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(writer.drain(), 0.5)
    assert place.used()["inbound"] < 4 << 20
    writer.transport.abort()
    place.release.set()
    await eventually(lambda: place.used()["inbound"] == 0)


async def test_16_1_handshakes_per_address_are_capped_by_429(open_place: OpenPlace) -> None:
    place = await open_place(handshakes_per_address_per_minute=2)
    for _ in range(2):
        await place.signed()
    client = await place.client()
    with pytest.raises((AssertionError, asyncio.IncompleteReadError, struct.error)):
        await client.agree_key(place.public_key)
    place.clock.ahead_s = 61
    await place.signed()


async def test_16_1_unanswered_req_pq_are_capped(open_place: OpenPlace) -> None:
    place = await open_place(handshakes_pending_max=5)
    # Kept: newer Pythons close the socket of a client that nothing refers to.
    clients = [await place.client() for _ in range(20)]
    for client in clients:
        await client.ask(REQ_PQ)
    assert place.server.counts()["exchanges"] == 5


async def test_16_1_a_flood_of_req_pq_is_cut_off(open_place: OpenPlace) -> None:
    place = await open_place(handshakes_per_address_per_minute=2)
    for _ in range(2 * EXCHANGE_BEGINS):
        client = await place.client()
        assert len(await client.ask(REQ_PQ)) > 4
    client.write(seal_unencrypted(REQ_PQ))
    assert await client.end() == [struct.pack("<i", -429)]
    place.clock.ahead_s = 61
    await place.signed()


async def test_16_1_a_connection_may_not_go_on_for_ever_without_a_key(place: Place) -> None:
    client = await place.client()
    for _ in range(connection.UNENCRYPTED_MAX):
        await client.ask(REQ_PQ)
    client.write(seal_unencrypted(REQ_PQ))
    assert await client.end() == []
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_16_1_a_key_exchange_nobody_reads_is_cut_off(place: Place) -> None:
    client = await place.client()
    await client.ask(REQ_PQ)
    (served,) = place.server._connections
    served.pause_writing()
    client.write(seal_unencrypted(REQ_PQ))
    assert await client.end() == []
    await eventually(lambda: place.server.counts()["connections"] == 0)
    assert place.used() == NOTHING


async def test_16_1_a_silent_connection_is_closed(open_place: OpenPlace) -> None:
    place = await open_place(first_packet_timeout_s=1)
    client = await place.client("full")
    assert await client.end() == []


async def test_16_1_a_key_exchange_that_is_not_gone_on_with_is_closed(
    open_place: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Far below what a connection with a session may stay silent.
    monkeypatch.setattr(server, "TICK_S", 0.05)
    place = await open_place(first_packet_timeout_s=1, idle_timeout_s=700)
    client = await place.client("full")
    await client.ask(REQ_PQ)
    signed = await place.signed()
    await signed.call(QUERY)
    assert await client.end() == []
    await signed.call(QUERY)


async def test_16_1_a_first_packet_that_is_nonsense_closes_at_once(place: Place) -> None:
    for data in (
        b"\xee\xee\xee\xee" + struct.pack("<I", 1 << 25),
        b"\xee\xee\xee\xee" + struct.pack("<I", 7) + bytes(7),
        b"\xef\x06" + bytes(24),
        b"POST /api HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
        os.urandom(3) + bytes(61),
    ):
        client = await place.client("full")
        client.write_raw(data)
        client.finish()
        assert await client.end() == []
    await eventually(lambda: place.server.counts()["connections"] == 0)
    assert place.used() == NOTHING


async def test_16_1_half_read_frames_are_bounded_together(open_place: OpenPlace) -> None:
    place = await open_place(inbound_bytes_total=1 << 20)
    clients = [await place.client() for _ in range(4)]
    head = struct.pack("<I", 1 << 20)
    for client in clients:
        client.write_raw(head + bytes(100_000))
    await asyncio.wait(
        [asyncio.ensure_future(client.end()) for client in clients],
        return_when=asyncio.FIRST_COMPLETED,
    )
    assert place.used()["inbound"] <= 1 << 20
    for client in clients:
        client.reset()
    await eventually(lambda: place.used() == NOTHING)


async def test_16_1_sessions_per_key_are_capped(open_place: OpenPlace) -> None:
    place = await open_place(sessions_per_key=3)
    first = await place.signed()
    await first.call(QUERY)
    clients = []
    for _ in range(2):
        client = (await place.client()).use(first)
        await client.call(QUERY)
        clients.append(client)
    refused = (await place.client()).use(first)
    refused.send(QUERY)
    assert await refused.end() == [struct.pack("<i", -429)]
    clients[0].reset()
    await eventually(lambda: place.server.counts()["connections"] == 2)
    assert await (await place.client()).use(first).call(QUERY) == QUERY


async def test_16_3_an_evicted_session_refuses_its_old_packets(open_place: OpenPlace) -> None:
    place = await open_place(sessions_per_key=1)
    victim = await place.signed()
    msg_id = victim.msg_id()
    recorded = victim.seal(QUERY, msg_id=msg_id)
    victim.write(recorded)
    await victim.result(msg_id)
    victim.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    other = (await place.client()).use(victim)
    await other.call(QUERY)
    other.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    replay = await place.client()
    replay.write(recorded)
    await replay.frame()
    assert len(place.calls) == 2


async def test_16_3_sessions_cannot_be_made_and_destroyed_without_end(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    own = client.session_id
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        for n in range(5000):
            client.session_id = n + 1
            client.send(QUERY)
            client.session_id = own
            client.send(struct.pack("<Iq", 0xE7512126, n + 1))
            if n % 100 == 0:
                await asyncio.sleep(0)
    await client.end()
    assert len(place.calls) < 1100
    assert place.server.counts()["sessions"] < 300


async def test_16_2_flipped_bits_close_and_nothing_runs(place: Place) -> None:
    noise = random.Random(7)
    client = await place.signed()
    for _ in range(60):
        victim = (await place.client()).use(client)
        packet = bytearray(victim.seal(QUERY, msg_id=victim.msg_id()))
        packet[noise.randrange(8, len(packet))] ^= 1 << noise.randrange(8)
        victim.write(bytes(packet))
        assert await victim.end() == []
    assert place.calls == []
    await client.call(QUERY)
    client.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_16_2_garbage_frames_and_cut_streams_leave_nothing_behind(place: Place) -> None:
    noise = random.Random(11)
    client = await place.signed()
    for n in range(120):
        victim = (await place.client(noise.choice(("abridged", "intermediate", "padded")))).use(
            client
        )
        packet = victim.seal(noise.randbytes(4 * noise.randrange(30)), msg_id=victim.msg_id())
        data = bytearray(victim.transport.frame(packet))
        if n % 3 == 0:
            data = bytearray(noise.randbytes(noise.randrange(1, 300)))
        if n % 3 == 1:
            del data[noise.randrange(1, len(data)) :]
        victim.write_raw(bytes(data))
        if n % 2:
            victim.finish()
        else:
            victim.reset()
    await eventually(lambda: place.server.counts()["connections"] <= 1)
    assert await client.call(QUERY) == QUERY
    await place.server.stop()
    assert place.used() == NOTHING


async def test_16_2_any_service_body_is_survived(place: Place) -> None:
    noise = random.Random(13)
    kinds = (0x73F1F8DC, 0x3072CFA1, 0x62D6B459, 0xDA69FB52, 0x7D861A08, 0x8610BAEB, 0x7ABE77EC,
             0xF3427B8C, 0xB921BD04, 0xE7512126, 0x58E4A740, 0x9299359F, 0x04DEB57D)  # fmt: skip
    client = await place.signed()
    await client.call(QUERY)
    for _ in range(400):
        body = struct.pack("<I", noise.choice(kinds)) + noise.randbytes(4 * noise.randrange(12))
        if body[:4] == struct.pack("<I", 0xF3427B8C) and len(body) >= 16:
            body = body[:12] + struct.pack("<i", 1000)
        client.send(body)
    assert await client.call(QUERY) == QUERY
    await place.server.stop()
    assert place.used() == NOTHING


async def test_16_4_a_slow_reader_loses_updates_and_learns_it(open_place: OpenPlace) -> None:
    place = await open_place(outbound_bytes_per_session=400_000)
    client = await reader_that_stops(place)
    (session,) = place.server.sessions.of_account(1)
    for _ in range(200):
        for _ in range(50):
            session.push(UPDATE + bytes(1000))
        await asyncio.sleep(0)
    assert place.used()["unsent"] < 10_000_000
    client.go_on_reading()
    await client.until(0xE317AF7E)
    assert await client.call(QUERY) == QUERY


async def test_16_4_a_reader_of_no_answers_is_cut_off(open_place: OpenPlace) -> None:
    place = await open_place(outbound_bytes_per_session=1_000_000)
    client = await reader_that_stops(place)
    with suppress(ConnectionError):
        for _ in range(100):
            client.send(struct.pack("<II", LARGE, 200_000))
            await asyncio.sleep(0)
    await eventually(lambda: place.server.counts()["connections"] == 0)
    await place.server.stop()
    assert place.used() == NOTHING


async def test_16_4_answers_nobody_fetches_end_the_session(open_place: OpenPlace) -> None:
    place = await open_place(outbound_bytes_per_session=300_000)
    first = await place.signed()
    await first.call(QUERY)
    first.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    for _ in range(8):
        client = (await place.client()).use(first)
        recorded = client.seal(QUERY, msg_id=client.msg_id())
        client.write(recorded)
        await client.frame()
        (session,) = (s for s in place.server.sessions.all() if s.session_id == client.session_id)
        calls = len(place.calls)
        for _ in range(5):
            client.send(struct.pack("<I", WAIT) + os.urandom(100_000))
        await eventually(lambda: len(place.calls) == calls + 5)  # noqa: B023
        client.reset()
        await eventually(lambda: place.server.counts()["connections"] == 0)
        place.release.set()
        await eventually(lambda: session not in place.server.sessions.all())  # noqa: B023
        place.release.clear()
        assert place.used()["unsent"] <= 300_000
        again = await place.client()
        again.write(recorded)
        await again.frame()
        assert len(place.calls) == calls + 5
        again.reset()
        await eventually(lambda: place.server.counts()["connections"] == 0)
    await place.server.stop()
    assert place.used() == NOTHING


async def test_16_4_a_reader_of_no_pongs_is_cut_off(open_place: OpenPlace) -> None:
    place = await open_place(outbound_bytes_per_session=100_000)
    client = await reader_that_stops(place)
    (connection,) = place.server._connections
    while not connection.paused_since:
        client.send(struct.pack("<II", LARGE, 20_000))
        await asyncio.sleep(0.002)
    with suppress(ConnectionError):
        for _ in range(2000):
            client.send(struct.pack("<Iq", PING, 1), seqno=0)
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_16_4_a_peer_that_stands_still_is_cut_off(open_place: OpenPlace) -> None:
    place = await open_place(write_stall_s=30)
    client = await reader_that_stops(place)
    for _ in range(20):
        client.send(struct.pack("<II", LARGE, 400_000))
    await eventually(lambda: any(c.paused_since for c in place.server._connections))
    place.clock.ahead_s = 31
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_16_4_a_session_without_a_connection_is_forgotten(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    client.send(struct.pack("<I", WAIT))
    client.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    place.release.set()
    assert place.server.counts()["sessions"] == 1
    place.clock.ahead_s = place.limits.session_forget_s + 10
    await eventually(lambda: place.server.counts()["sessions"] == 0)
    assert place.used() == NOTHING


async def reader_that_stops(place: Place) -> RawClient:
    """A signed-in client that reads nothing more unless the test does."""
    client = await place.signed()
    await client.call(QUERY)
    place.server.sessions.sign_in(client.key.key_id, account_id=1, authorization_hash=1)
    client.stop_reading()
    return client
