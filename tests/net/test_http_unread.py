"""Requests whose answers nobody reads: they wait, rather than be answered into memory."""

import asyncio

from heliograph.net.http import HttpConnection
from support.net_place import Place
from support.wire_rig import TestSocket

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
    while not socket.listens:
        socket.let_read(True)
        socket.let_read(False)
        assert socket.get_write_buffer_size() < socket.HIGH_BYTES + 1_000
    socket.let_read(True)
    assert socket.read.count(b"HTTP/1.1 ") == COUNT
    connection.close()
    await asyncio.sleep(0)
    assert place.used() == {"inbound": 0, "unsent": 0, "unacked": 0}
