"""MTProto inside WebSockets: the upgrade, frames of any cut, control frames, bounds."""

import asyncio
import struct

import pytest

from support.net_place import ECHO, LARGE, OpenPlace, Place, eventually
from support.web_clients import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    HttpClient,
    WebSocketClient,
    frame_head,
)

QUERY = struct.pack("<II", ECHO, 5)
NOTHING = {"inbound": 0, "unsent": 0, "unacked": 0}


async def in_websocket(place: Place, **options: object) -> WebSocketClient:
    return await WebSocketClient(**options).connect(place.address)  # type: ignore[arg-type]


async def signed(place: Place, **options: object) -> WebSocketClient:
    client = await in_websocket(place, **options)
    await client.agree_key(place.public_key)
    return client


@pytest.mark.parametrize("kind", ["abridged", "intermediate", "padded"])
async def test_1_6_each_transport_runs_inside(place: Place, kind: str) -> None:
    client = await signed(place, kind=kind)
    assert await client.call(QUERY) == QUERY


@pytest.mark.parametrize(
    "path",
    ["/apiws", "/apiws_test", "/apiws_premium", "/apiws_test_premium", "/apiw1", "/apiws/"],
)
async def test_1_6_every_path_leads_here(place: Place, path: str) -> None:
    client = await signed(place, path=path)
    assert await client.call(QUERY) == QUERY


@pytest.mark.parametrize("cut", [33, 1024])
async def test_1_6_frame_borders_mean_nothing(place: Place, cut: int) -> None:
    client = await signed(place, cut=cut)
    body = QUERY + bytes(70_000)
    assert await client.call(body) == body


async def test_1_6_messages_may_be_fragmented_with_control_frames_between(place: Place) -> None:
    client = await signed(place)
    packet = client.transport.frame(client.seal(QUERY, msg_id=(number := client.msg_id())))
    client.write_frame(BINARY, packet[:10], fin=False)
    client.write_frame(PING, b"there?")
    client.write_frame(0, packet[10:50], fin=False)
    client.write_frame(0, packet[50:])
    assert await client.result(number) == QUERY
    assert client.control == [(PONG, b"there?")]


async def test_1_6_a_session_goes_on_in_another_websocket(place: Place) -> None:
    client = await signed(place)
    await client.call(QUERY)
    client.write_frame(CLOSE, struct.pack(">H", 1000))
    assert await client.end() == []
    assert client.control == [(CLOSE, struct.pack(">H", 1000))]
    again = (await in_websocket(place)).use(client, same_session=True)
    assert await again.call(QUERY) == QUERY
    assert place.server.counts()["sessions"] == 1


@pytest.mark.parametrize(
    ("headers", "path", "status"),
    [
        ({"Sec-WebSocket-Protocol": "chat"}, "/apiws", 400),
        ({"Sec-WebSocket-Version": "8"}, "/apiws", 400),
        ({"Connection": "keep-alive"}, "/apiws", 400),
        ({"Sec-WebSocket-Protocol": "caf\u00e9"}, "/apiws", 400),
        ({}, "/api", 404),
        ({}, "/elsewhere", 404),
    ],
)
async def test_1_6_other_upgrades_are_refused(
    place: Place, headers: dict[str, str], path: str, status: int
) -> None:
    with pytest.raises(ConnectionError, match=str(status)):
        await in_websocket(place, headers=headers, path=path)


async def test_1_6_the_subprotocol_may_be_one_of_several(place: Place) -> None:
    assert await in_websocket(place, headers={"Sec-WebSocket-Protocol": "chat, binary"})


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (frame_head(TEXT, 2, masked=True) + bytes(4) + b"hi", 1003),
        (frame_head(BINARY, 2, masked=False) + b"hi", 1002),
        (frame_head(3, 0, masked=True) + bytes(4), 1002),
        (frame_head(0, 2, masked=True) + bytes(4) + b"hi", 1002),
        (frame_head(PING, 126, masked=True) + bytes(130), 1002),
        (frame_head(PING, 1, fin=False, masked=True) + bytes(5), 1002),
        (frame_head(BINARY | 0x40, 2, masked=True) + bytes(6), 1002),
        (struct.pack(">BBQ", 0x82, 0xFF, 1 << 63) + bytes(4), 1002),
    ],
)
async def test_16_2_false_frames_close_with_the_reason(
    place: Place, frame: bytes, code: int
) -> None:
    client = await signed(place)
    client.write_bytes(frame)
    assert await client.end() == []
    assert [(kind, payload[:2]) for kind, payload in client.control] == [
        (CLOSE, struct.pack(">H", code))
    ]
    await eventually(lambda: place.server.counts()["connections"] == 0)
    assert place.used() == NOTHING


@pytest.mark.parametrize(
    "junk", [b"GET / HTTP/1.1\r\n\r\n", b"\xef\x01", b"\x16\x03\x01\x02" + bytes(60), bytes(64)]
)
async def test_16_2_junk_after_the_upgrade_is_closed(place: Place, junk: bytes) -> None:
    client = WebSocketClient()
    await client.upgrade(place.address)
    client.write_raw(junk)
    assert await client.end() == []
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_1_10_a_frame_within_a_frame_is_bounded_all_the_same(place: Place) -> None:
    client = await signed(place)
    client.write(bytes(1 << 22))
    assert await client.end() == []


async def test_16_4_frames_of_nothing_are_not_counted_out_for_ever(place: Place) -> None:
    client = await signed(place)
    for _ in range(2_000):
        client.write_bytes(frame_head(BINARY, 0, masked=True) + bytes(4))
    assert await client.end() == []


async def test_16_4_frames_of_next_to_nothing_are_not_counted_out_for_ever(place: Place) -> None:
    client = await signed(place)
    packet = client.transport.frame(bytes(4_000))
    for byte in packet[:2_000]:
        client.write_frame(BINARY, bytes([byte]))
    assert await client.end() == []


async def test_16_4_pings_alone_keep_no_silent_websocket_open(open_place: OpenPlace) -> None:
    place = await open_place(first_packet_timeout_s=1)
    client = WebSocketClient()
    await client.upgrade(place.address)
    over = asyncio.ensure_future(client.end())
    async with asyncio.timeout(10):
        while not (await asyncio.wait([over], timeout=0.05))[0]:
            client.write_frame(PING, b"")


async def test_16_4_a_websocket_that_does_not_read_is_cut_off(open_place: OpenPlace) -> None:
    place = await open_place(outbound_bytes_per_session=1_000_000)
    client = await signed(place)
    await client.call(QUERY)
    client.stop_reading()
    for _ in range(100):
        try:
            client.send(struct.pack("<II", LARGE, 200_000))
        except ConnectionError:
            break
        await asyncio.sleep(0)
    await eventually(lambda: place.server.counts()["connections"] == 0)
    await place.server.stop()
    assert place.used() == NOTHING


async def test_16_1_websockets_count_with_all_others(open_place: OpenPlace) -> None:
    place = await open_place(connections_per_address=2)
    await signed(place)
    await place.signed()
    with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
        await in_websocket(place)


async def test_16_4_a_half_open_websocket_is_let_go(place: Place) -> None:
    client = await signed(place)
    await client.call(QUERY)
    client.finish()
    await eventually(lambda: place.server.counts()["connections"] == 0)


async def test_1_6_a_stopping_server_says_that_it_goes(place: Place) -> None:
    client = await signed(place)
    await client.call(QUERY)
    stopping = asyncio.ensure_future(place.server.stop())
    assert await client.end() == []
    assert client.control == [(CLOSE, struct.pack(">H", 1001))]
    await stopping


async def test_1_6_http_and_websocket_share_a_port_and_a_session(place: Place) -> None:
    client = await signed(place)
    await client.call(QUERY)
    http = await HttpClient().connect(place.address)
    http.use(client, same_session=True)
    assert await http.call(QUERY) == QUERY
    assert place.server.counts()["sessions"] == 1
