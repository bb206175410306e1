"""Requests whose answers nobody reads: they wait, rather than be answered into memory."""

import asyncio

from heliograph.net.http import HttpConnection
from support.net_place import Place
from support.wire_rig import TestSocket

UPGRADE = b"""GET /apiws HTTP/1.1\r
Host: h\r
Upgrade: websocket\r
Connection: Upgrade\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
Sec-WebSocket-Protocol: binary\r
\r
"""
PREFLIGHT = b"OPTIONS /api HTTP/1.1\r\nHost: h\r\n\r\n"
COUNT = 4_000


def connected(place: Place) -> tuple[HttpConnection, TestSocket]:
    assert place.server._node is not None
    connection, socket = HttpConnection(place.server._node), TestSocket()
    socket.serve(connection)
    return connection, socket


async def test_16_4_answers_that_nobody_reads_are_not_heaped_up(place: Place) -> None:
    connection, socket = connected(place)
    socket.let_read(False)
    connection.data_received(COUNT * PREFLIGHT)
    assert connection.stalled
    assert socket.get_write_buffer_size() < socket.HIGH_BYTES + 1_000
    assert not socket.listens
    for _ in range(20):
        socket.let_read(True)
        socket.let_read(False)
        assert socket.get_write_buffer_size() < socket.HIGH_BYTES + 1_000
    assert socket.listens
    socket.let_read(True)
    assert socket.read.count(b"HTTP/1.1 ") == COUNT
    connection.close()
    await asyncio.sleep(0)
    assert place.used() == {"inbound": 0, "unsent": 0, "unacked": 0}


async def test_16_4_who_reads_no_answers_is_known_for_it_as_a_websocket_too(place: Place) -> None:
    connection, socket = connected(place)
    socket.let_read(False)
    while not connection.stalled:
        full = socket.get_write_buffer_size()
        connection.data_received(PREFLIGHT)
    answer = socket.get_write_buffer_size() - full
    connection.close()
    socket.let_read(True)
    await asyncio.sleep(0)
    connection, socket = connected(place)
    socket.let_read(False)
    connection.data_received(socket.HIGH_BYTES // answer * PREFLIGHT)
    assert not connection.stalled
    connection.data_received(UPGRADE)
    (websocket,) = place.server._connections - {connection}
    assert (websocket.stalled, socket.listens) == (True, True)
    assert place.used()["unsent"] == socket.get_write_buffer_size()
    socket.let_read(True)
    assert (websocket.stalled, place.used()["unsent"]) == (False, 0)
    websocket.abort("over")
    await asyncio.sleep(0)


async def test_16_4_who_read_nothing_of_another_listener_is_known_for_it(place: Place) -> None:
    socket = TestSocket()
    socket.serve(asyncio.Protocol())
    socket.let_read(False)
    socket.write(bytes(2 * socket.HIGH_BYTES))
    place.server.serve_http(
        socket, PREFLIGHT, address="127.0.0.1", paused=True, elsewhere=lambda *_: None
    )
    assert socket.get_write_buffer_size() == 2 * socket.HIGH_BYTES
    assert place.used()["unsent"] == 2 * socket.HIGH_BYTES
    socket.let_read(True)
    assert socket.read.count(b"HTTP/1.1 204") == 1
    assert place.used()["unsent"] == 0
    socket.abort()
    await asyncio.sleep(0)
