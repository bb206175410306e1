"""MTProto by HTTP on the MTProto port: packets in bodies, long polls, refusals, bounds."""

import asyncio
import os
import struct
import time

import pytest

from heliograph.mtproto.msg_ids import PAST_S
from heliograph.net.sessions import REPLAY_WINDOW_S
from support.mtproto_client import Exchange, open_unencrypted, seal_unencrypted
from support.net_place import ECHO, WAIT, OpenPlace, Place, eventually
from support.session_rig import MSGS_ACK, RPC_RESULT, container, longs
from support.web_clients import HttpClient, http_wait

QUERY = struct.pack("<II", ECHO, 5)
SLOW = struct.pack("<I", WAIT)
UPDATE = b"\x78\xd4\xde\x1fupdate.."
NOTHING = {"inbound": 0, "unsent": 0, "unacked": 0}
AT_ONCE = http_wait(0, 0, 0)
PING_DELAY_DISCONNECT = 0xF3427B8C


async def by_http(place: Place, **options: object) -> HttpClient:
    return await HttpClient(**options).connect(place.address)  # type: ignore[arg-type]


async def signed(place: Place, **options: object) -> HttpClient:
    client = await by_http(place, **options)
    await client.agree_key(place.public_key)
    return client


async def beside(place: Place, client: HttpClient) -> HttpClient:
    """Another connection of the same session."""
    return (await by_http(place)).use(client, same_session=True)


def post(client: HttpClient, *bodies: bytes) -> list[int]:
    """Send messages in one request; gives their ids."""
    inner = [(client.msg_id(), 1, body) for body in bodies]
    client.write(client.seal(container(*inner), msg_id=client.msg_id(), seqno=0))
    return [msg_id for msg_id, _, _ in inner]


async def settle(client: HttpClient) -> None:
    """Get the session past its announcement, with everything acknowledged."""
    await client.call(QUERY)
    acked = longs(MSGS_ACK, *(got.msg_id for got in client.seen if got.seqno & 1))
    post(client, acked, AT_ONCE)
    await client.frame()


async def test_1_7_key_exchange_and_query_by_one_connection(place: Place) -> None:
    client = await signed(place)
    assert await client.call(QUERY) == QUERY
    assert client.status == 200
    assert place.calls[-1].address == "127.0.0.1"


@pytest.mark.parametrize("path", ["/api", "/api_test", "/apiw1", "HTTP://h:80/api", "/api?1"])
async def test_1_7_every_spelling_of_the_path(place: Place, path: str) -> None:
    client = await signed(place, path=path)
    assert await client.call(QUERY) == QUERY


async def test_1_7_each_request_may_come_by_a_connection_of_its_own(place: Place) -> None:
    exchange = Exchange(place.public_key)

    async def once(body: bytes) -> bytes:
        client = await by_http(place, headers={"Connection": "close"})
        client.write(seal_unencrypted(body))
        reply = open_unencrypted(await client.frame())
        assert await client.end() == []
        return reply

    exchange.on_res_pq(await once(exchange.req_pq()))
    exchange.on_server_dh_params(await once(exchange.req_dh_params()))
    assert exchange.verdict(await once(exchange.set_client_dh_params())) == "ok"
    key = exchange.result()
    client = await by_http(place)
    client.key, client.salt = key, key.salt
    assert await client.call(QUERY) == QUERY
    again = await beside(place, client)
    again.send(QUERY)
    # Nothing of the first answer comes again only because its connection may be gone.
    kinds = [(await again.message()).kind]
    assert kinds == [RPC_RESULT]


async def test_1_7_a_session_over_tcp_and_http_is_one(place: Place) -> None:
    tcp = await place.signed()
    await tcp.call(QUERY)
    client = (await by_http(place)).use(tcp, same_session=True)  # type: ignore[arg-type]
    assert await client.call(QUERY) == QUERY
    assert place.server.counts()["sessions"] == 1


async def test_9_4_a_long_poll_ends_with_the_first_update(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    post(client, http_wait(0, 0, 20_000))
    (session,) = place.server.sessions.all()
    await eventually(lambda: bool(session.wire.outbox.links))
    started = time.monotonic()
    session.push(UPDATE)
    assert (await client.message()).body == UPDATE
    assert time.monotonic() - started < 5


async def test_9_4_a_long_poll_without_news_ends_empty_in_its_time(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    started = time.monotonic()
    post(client, http_wait(500, 150, 300))
    assert len(await client.frame()) > 24
    assert 0.25 < time.monotonic() - started < 5


async def test_9_4_no_client_waits_longer_than_the_limit(open_place: OpenPlace) -> None:
    place = await open_place(http_wait_max_s=1)
    client = await signed(place)
    await client.call(QUERY)
    started = time.monotonic()
    post(client, http_wait(2**31 - 1, 2**31 - 1, 2**31 - 1))
    await client.frame()
    assert time.monotonic() - started < 5


async def test_9_4_messages_that_come_together_leave_together(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    post(client, http_wait(5_000, 200, 20_000))
    (session,) = place.server.sessions.all()
    await eventually(lambda: bool(session.wire.outbox.links))
    session.push(UPDATE)
    await asyncio.sleep(0)
    session.push(UPDATE)
    heard = [await client.message(), await client.message()]
    assert len({got.container for got in heard}) == 1


async def test_1_7_a_late_answer_comes_by_the_connection_that_waits(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    (query, _) = post(client, SLOW, AT_ONCE)
    await client.frame()
    polling = await beside(place, client)
    post(polling, http_wait(0, 0, 20_000))
    (session,) = place.server.sessions.all()
    await eventually(lambda: bool(session.wire.outbox.links))
    place.release.set()
    assert await polling.result(query) == SLOW


async def test_1_7_an_update_to_a_lost_connection_waits_for_the_next(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    post(client, http_wait(0, 0, 20_000))
    (session,) = place.server.sessions.all()
    await eventually(lambda: bool(session.wire.outbox.links))
    client.reset()
    await eventually(lambda: not session.wire.outbox.links)
    session.push(UPDATE)
    again = await beside(place, client)
    post(again, AT_ONCE)
    assert (await again.message()).body == UPDATE


async def test_1_7_an_answer_that_its_reader_dropped_comes_again(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    (session,) = place.server.sessions.all()
    session.push(UPDATE)
    # What is unread when a socket closes makes a reset of it.
    client.stop_reading()
    post(client, AT_ONCE)
    await eventually(lambda: session.wire.outbox.unacked_bytes > 0)
    client.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    again = await beside(place, client)
    post(again, AT_ONCE)
    assert (await again.message()).body == UPDATE


async def test_1_7_an_answer_that_was_read_comes_once(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    (session,) = place.server.sessions.all()
    session.push(UPDATE)
    post(client, AT_ONCE)
    assert (await client.message()).body == UPDATE
    client.close()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    again = await beside(place, client)
    post(again, QUERY, AT_ONCE)
    await again.until(RPC_RESULT)
    assert UPDATE not in [got.body for got in again.seen]


async def test_7_1_a_query_that_outlasts_its_request_is_acknowledged(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    slow, _ = post(client, SLOW, AT_ONCE)
    acked = await client.until(MSGS_ACK)
    assert slow.to_bytes(8, "little") in acked.body


async def test_1_7_a_session_that_asks_now_and_then_is_not_forgotten(
    open_place: OpenPlace,
) -> None:
    place = await open_place(session_forget_s=1)
    client = await signed(place)
    await settle(client)
    (session,) = place.server.sessions.all()
    place.clock.ahead_s = PAST_S - 10
    await client.call(QUERY)
    place.clock.ahead_s += REPLAY_WINDOW_S - 10
    place.server.sessions.sweep([session])
    assert place.server.sessions.all() == [session]
    place.clock.ahead_s += 20
    place.server.sessions.sweep([session])
    assert place.server.sessions.all() == []


async def test_1_7_whoever_waits_for_a_session_that_ends_is_let_go(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    (session,) = place.server.sessions.all()
    post(client, http_wait(0, 0, 25_000))
    await eventually(lambda: bool(session.wire.outbox.links))
    assert place.server.sessions.destroy(session.entry, session.session_id)
    assert await client.end() == []


async def test_9_1_a_ping_closes_no_connection_that_may_be_a_proxys(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    post(client, struct.pack("<Iqi", PING_DELAY_DISCONNECT, 1, 0))
    await client.frame()
    assert await client.call(QUERY) == QUERY


async def test_9_4_http_wait_means_nothing_outside_http(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    client.send(http_wait(0, 0, 25_000), seqno=1)
    assert await client.call(QUERY) == QUERY
    assert {got.kind for got in client.seen} <= {0x9EC20908, RPC_RESULT}


async def test_1_7_unknown_key_is_404_and_the_four_bytes(place: Place) -> None:
    client = await signed(place)
    place.keys.keys.clear()
    stranger = (await by_http(place)).use(client)
    assert stranger.key is not None
    stranger.key = type(stranger.key)(bytes(255) + b"\1", 0)
    stranger.send(QUERY)
    assert await stranger.frame() == struct.pack("<i", -404)
    assert stranger.status == 404


async def test_1_7_too_many_key_exchanges_are_429(open_place: OpenPlace) -> None:
    place = await open_place(handshakes_per_address_per_minute=1)
    client = await by_http(place)
    for _ in range(3):
        client.write(seal_unencrypted(struct.pack("<I", 0xBE7E8EF1) + bytes(16)))
        await client.frame()
    assert client.status == 429


async def test_1_7_a_broken_store_closes_without_a_status(place: Place) -> None:
    client = await signed(place)
    place.keys.broken = True
    stranger = (await by_http(place)).use(client)
    assert stranger.key is not None
    stranger.key = type(stranger.key)(bytes(255) + b"\2", 0)
    stranger.send(QUERY)
    assert await stranger.end() == []


async def test_1_7_browsers_are_told_that_they_may(place: Place) -> None:
    client = await signed(place, headers={"Origin": "https://web.example"})
    assert client.answered["access-control-allow-origin"] == "*"
    assert await client.ask_http("OPTIONS", Origin="https://a.example") == 204
    assert client.answered["access-control-allow-methods"] == "post, options"
    assert await client.call(QUERY) == QUERY


async def test_1_7_other_requests_are_refused_and_the_connection_lives(place: Place) -> None:
    client = await signed(place)
    assert await client.ask_http("GET") == 405
    assert await client.ask_http("GET", "/metrics") == 404
    assert await client.ask_http("GET", "/apiary/x") == 404
    assert await client.call(QUERY) == QUERY


@pytest.mark.parametrize("size", [0, 4, 20, 25])
async def test_16_2_a_body_that_is_no_packet_is_400(place: Place, size: int) -> None:
    client = await by_http(place)
    client.write(bytes(size))
    await client.frame()
    assert client.status == 400


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n", 413),
        (
            b"POST /api HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            + (b"10000\r\n" + bytes(0x10000) + b"\r\n") * 33,
            413,
        ),
        (b"POST /api HTTP/1.1\r\nHost: h\r\nX: " + b"x" * 20_000, 431),
        (b"POST nonsense\r\n\r\n", 400),
        (b"POST /api HTTP/1.1\r\n\r\n", 400),
        (b"POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: 1e3\r\n\r\n", 400),
    ],
)
async def test_16_2_broken_and_giant_requests_end_the_connection(
    place: Place, request_: bytes, status: int
) -> None:
    client = await by_http(place)
    client.write_raw(request_)
    await client.frame()
    assert client.status == status
    await eventually(lambda: place.server.counts()["connections"] == 0)
    assert place.used() == NOTHING


@pytest.mark.parametrize("drip", [False, True])
async def test_16_4_a_request_may_neither_stand_still_nor_drip(
    open_place: OpenPlace, drip: bool
) -> None:
    place = await open_place(http_request_timeout_s=1)
    client = await by_http(place)
    client.write_raw(b"POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
    over = asyncio.ensure_future(client.end())
    async with asyncio.timeout(10):
        while not (await asyncio.wait([over], timeout=0.05))[0]:
            if drip:
                client.write_raw(b"x")
    await eventually(lambda: place.used() == NOTHING)


async def test_16_4_requests_ahead_of_their_answers_are_bounded(place: Place) -> None:
    client = await signed(place)
    await client.call(QUERY)
    post(client, SLOW, http_wait(0, 0, 20_000))
    await eventually(lambda: len(place.calls) == 2)
    big = client.seal(QUERY + bytes(200_000), msg_id=client.msg_id())
    for _ in range(40):
        client.write(big)
    await eventually(lambda: place.used()["inbound"] > 64 << 10)
    assert place.used()["inbound"] < 1 << 20
    place.release.set()
    for _ in range(41):
        await client.frame()


async def test_16_4_one_address_cannot_hold_much_in_half_requests(open_place: OpenPlace) -> None:
    place = await open_place(inbound_bytes_total=1 << 20)
    clients = [await by_http(place) for _ in range(4)]
    for client in clients:
        client.write_raw(b"POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
        client.write_raw(bytes(60_000))
    await eventually(lambda: place.server.counts()["connections"] == 2)
    assert place.used()["inbound"] <= 1 << 17


async def test_16_1_http_connections_count_with_all_others(open_place: OpenPlace) -> None:
    place = await open_place(connections_per_address=2)
    client = await signed(place)
    await place.signed()
    assert await (await by_http(place)).end() == []
    assert await client.call(QUERY) == QUERY


async def test_16_4_answers_nobody_polls_for_end_the_session(open_place: OpenPlace) -> None:
    place = await open_place(outbound_bytes_per_session=100_000)
    client = await signed(place)
    await client.call(QUERY)
    post(client, *(SLOW + os.urandom(30_000) for _ in range(5)), AT_ONCE)
    await client.frame()
    place.release.set()
    await eventually(lambda: place.server.counts()["sessions"] == 0)
    assert place.used()["unsent"] == 0


async def test_1_7_whoever_waits_is_answered_when_the_server_stops(place: Place) -> None:
    client = await signed(place)
    await settle(client)
    post(client, http_wait(0, 0, 20_000))
    (session,) = place.server.sessions.all()
    await eventually(lambda: bool(session.wire.outbox.links))
    stopping = asyncio.ensure_future(place.server.stop())
    assert len(await client.frame()) > 24
    assert client.answered["connection"] == "close"
    await stopping
    assert place.used() == NOTHING
