"""MTProto on the HTTP port: beside probes on one connection, within its own limits."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from heliograph.config import Limits, parse_address
from heliograph.server.http import bind, make_http, serve_http
from heliograph.server.http_protocol import _BoundedProtocol
from support.net_place import ECHO, Place, eventually
from support.raw_client import RawClient
from support.web_clients import HttpClient, WebSocketClient

QUERY = struct.pack("<II", ECHO, 5)


@pytest.fixture(scope="module")
def private_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@asynccontextmanager
async def serving(
    private_key: RSAPrivateKey, *, proxies: tuple[str, ...] = (), **limits: int
) -> AsyncIterator[Place]:
    """A server whose `address` is its HTTP port's."""
    bounds = Limits(**{"stop_timeout_s": 3, **limits})  # type: ignore[arg-type]
    place = Place(private_key, bounds, proxies=proxies)
    await place.start()
    listener = bind(parse_address("127.0.0.1:0"))
    try:
        async with serve_http(make_http(lambda: True), listener, bounds, place.server):
            place.address = listener.getsockname()
            yield place
    finally:
        await place.server.stop()


async def test_1_7_probes_and_packets_share_a_connection(private_key: RSAPrivateKey) -> None:
    async with serving(private_key) as place:
        client = await HttpClient().connect(place.address)
        assert await client.ask_http("GET", "/healthz") == 200
        await client.agree_key(place.public_key)
        assert await client.ask_http("GET", "/readyz") == 200
        assert await client.call(QUERY) == QUERY
        assert await client.ask_http("GET", "/nowhere") == 404
        assert await client.call(QUERY) == QUERY


async def test_1_7_pipelined_requests_of_both_kinds_are_answered_in_order(
    private_key: RSAPrivateKey,
) -> None:
    async with serving(private_key) as place:
        client = await HttpClient().connect(place.address)
        probe, packet = (
            b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n",
            b"GET /api HTTP/1.1\r\nHost: h\r\n\r\n",
        )
        client.write_raw(packet + probe + packet)
        statuses = []
        for _ in range(3):
            await client.frame()
            statuses.append(client.status)
        assert statuses == [405, 200, 405]


async def test_1_6_websockets_open_on_the_http_port(private_key: RSAPrivateKey) -> None:
    async with serving(private_key) as place:
        client = await WebSocketClient().connect(place.address)
        await client.agree_key(place.public_key)
        assert await client.call(QUERY) == QUERY
        assert place.calls[-1].address == "127.0.0.1"


async def test_16_1_web_clients_take_no_room_from_probes(private_key: RSAPrivateKey) -> None:
    async with serving(private_key, http_connections_max=2) as place:
        clients = []
        for _ in range(5):
            client = await HttpClient().connect(place.address)
            await client.agree_key(place.public_key)
            clients.append(client)
        for client in clients:
            assert await client.call(QUERY) == QUERY
        assert place.server.counts()["connections"] == 5


async def test_16_1_half_requests_keep_no_web_client_out(private_key: RSAPrivateKey) -> None:
    async with serving(private_key, http_connections_max=4) as place:
        for _ in range(12):
            half = RawClient()
            half.transport.start = lambda: b"POST /api HTTP/1.1\r\n"  # type: ignore[method-assign]
            await half.connect(place.address)
        client = await HttpClient().connect(place.address)
        await client.agree_key(place.public_key)
        assert await client.call(QUERY) == QUERY


async def test_16_1_a_proxy_header_counts_on_the_http_port(private_key: RSAPrivateKey) -> None:
    async with serving(private_key, proxies=("127.0.0.1",)) as place:
        client = HttpClient()
        await client.connect(place.address)
        client.write_raw(b"PROXY TCP4 203.0.113.5 127.0.0.1 4711 80\r\n")
        assert await client.ask_http("GET", "/healthz") == 200
        await client.agree_key(place.public_key)
        await client.call(QUERY)
        assert await client.ask_http("GET", "/healthz") == 200
        await client.call(QUERY)
        assert {call.address for call in place.calls} == {"203.0.113.5"}


async def test_1_7_long_polls_end_when_the_http_port_closes(private_key: RSAPrivateKey) -> None:
    async with serving(private_key) as place:
        client = await HttpClient().connect(place.address)
        await client.agree_key(place.public_key)
        await client.call(QUERY)
        client.ack()
        await eventually(lambda: bool(place.server.sessions.all()[0].wire.outbox.links))
        polling = asyncio.ensure_future(client.frame())
    assert len(await polling) > 24


async def test_16_4_who_does_not_read_is_handed_over_as_such(
    private_key: RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _BoundedProtocol.connection_made

    def made_unread(self: _BoundedProtocol, transport: asyncio.Transport) -> None:
        made(self, transport)
        self.flow.pause_writing()

    monkeypatch.setattr(_BoundedProtocol, "connection_made", made_unread)
    async with serving(private_key) as place:
        client = await HttpClient().connect(place.address)
        client.write_raw(b"GET /api HTTP/1.1\r\nHost: h\r\n\r\n")
        await eventually(lambda: [one.stalled for one in place.server._connections] == [True])
