"""Whose word on an address counts, and what limits then see."""

import struct
from ipaddress import ip_network

import pytest

from heliograph.mtproto.errors import TransportError
from heliograph.net.origins import Origins
from heliograph.net.proxies import TrustedProxies
from heliograph.net.proxy_protocol import Named, read_proxy_header
from support.net_place import ECHO, OpenPlace, Place, eventually
from support.raw_client import RawClient
from support.web_clients import HttpClient, WebSocketClient

QUERY = struct.pack("<II", ECHO, 5)
PROXIES = TrustedProxies([ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")])
PROXY, CLIENT = "192.0.2.1", "203.0.113.9"
V2 = b"\r\n\r\n\x00\r\nQUIT\n"


def told(peer: str, **headers: str) -> str | None:
    pairs = [(k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in headers.items()]
    return PROXIES.client_of(peer, pairs)


@pytest.mark.parametrize(
    ("value", "client"),
    [
        (CLIENT, CLIENT),
        (f"{CLIENT}:4711", CLIENT),
        (f"6.6.6.6, {CLIENT}", CLIENT),
        (f"{CLIENT}, 192.0.2.7,192.0.2.8", CLIENT),
        ("[2a00::9]:443", "2a00::9"),
        ("2a00::9", "2a00::9"),
        (f"::ffff:{CLIENT}", CLIENT),
        ("192.0.2.7", "192.0.2.7"),
        ("unknown", PROXY),
        (f"{CLIENT}, _hidden", PROXY),
        ("", PROXY),
        ("\xe9" * 9, PROXY),
    ],
)
def test_the_last_address_that_is_no_proxy_counts(value: str, client: str) -> None:
    assert told(PROXY, X_Forwarded_For=value) == client


@pytest.mark.parametrize(
    ("value", "client"),
    [
        (f"for={CLIENT};proto=https;by=192.0.2.1", CLIENT),
        (f'for="6.6.6.6:1", For="{CLIENT}:99"', CLIENT),
        ('for="[2a00::9]:443"', "2a00::9"),
        ("for=unknown", PROXY),
        ("proto=https", PROXY),
    ],
)
def test_forwarded_says_the_same_in_its_own_form(value: str, client: str) -> None:
    assert told(PROXY, Forwarded=value) == client


def test_strangers_are_not_believed() -> None:
    assert told(CLIENT, X_Forwarded_For="6.6.6.6") == CLIENT
    assert TrustedProxies().client_of(PROXY, [(b"x-forwarded-for", b"6.6.6.6")]) == PROXY


def test_headers_that_disagree_name_nobody() -> None:
    assert told(PROXY, X_Forwarded_For="6.6.6.6", Forwarded=f"for={CLIENT}") is None
    assert told(PROXY, X_Forwarded_For=CLIENT, Forwarded="for=unknown") is None
    assert told(PROXY, X_Forwarded_For=CLIENT, Forwarded=f"for={CLIENT}") == CLIENT


def test_a_header_given_twice_is_one_list() -> None:
    pairs = [(b"x-forwarded-for", b"6.6.6.6"), (b"X-Forwarded-For", CLIENT.encode())]
    assert PROXIES.client_of(PROXY, pairs) == CLIENT


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n\xef", Named(CLIENT, b"\xef")),
        (b"PROXY TCP6 2a00::9 2a00::1 4711 443\r\n", Named("2a00::9", b"")),
        (b"PROXY UNKNOWN\r\nrest", Named("", b"rest")),
        (V2 + b"\x21\x11\x00\x0c" + bytes([203, 0, 113, 9]) + bytes(8) + b"x", Named(CLIENT, b"x")),
        (V2 + b"\x21\x21\x00\x26" + bytes(15) + b"\x09" + bytes(22), Named("::9", b"")),
        (V2 + b"\x20\x00\x00\x00", Named("", b"")),
        # The balancer asks for itself whether anybody is there.
        (V2 + b"\x20\x11\x00\x0c" + bytes([203, 0, 113, 9]) + bytes(8), Named("", b"")),
        (V2 + b"\x21\x00\x00\x02ab", Named("", b"")),
        (b"\xef\x0a", Named("", b"\xef\x0a")),
        (b"POST /api", Named("", b"POST /api")),
    ],
)
def test_proxy_headers_are_read_however_they_are_cut(data: bytes, named: Named) -> None:
    assert read_proxy_header(data) == named
    head = len(data) - len(named.rest)
    if head:
        assert all(read_proxy_header(data[:cut]) is None for cut in range(head))


@pytest.mark.parametrize(
    "data",
    [
        b"PROXY TCP4 nonsense 192.0.2.1 1 2\r\n",
        b"PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
        b"PROXY TCP4 1.2.3.4\r\n",
        b"PROXY " + b"x" * 200,
        V2 + b"\x31\x11\x00\x0c" + bytes(12),
        V2 + b"\x21\x11\x00\x04" + bytes(4),
        V2 + b"\x21\x11\xff\xff",
    ],
)
def test_16_2_broken_proxy_headers_are_refused(data: bytes) -> None:
    with pytest.raises(TransportError):
        read_proxy_header(data)


@pytest.mark.parametrize(
    ("listed", "local", "origin", "allowed"),
    [
        ([], False, "https://any.example", True),
        ([], False, "null", True),
        ([], True, "https://any.example", False),
        ([], True, "http://localhost:5173", True),
        ([], True, "http://127.0.0.1", True),
        ([], True, "http://[::1]:80", True),
        ([], True, "http://localhost.evil.example", False),
        ([], True, "null", False),
        ([], True, "http://[", False),
        (["*"], True, "https://any.example", True),
        (["https://web.example"], False, "https://web.example", True),
        (["https://web.example"], False, "https://WEB.example", True),
        (["https://web.example"], False, "https://web.example.evil", False),
        (["https://web.example"], True, "http://localhost", False),
    ],
)
def test_pages_may_connect_by_list(
    listed: list[str], local: bool, origin: str, allowed: bool
) -> None:
    origins = Origins(listed, local=local)
    assert origins.allows(origin) is allowed
    assert origins.allows(None)


@pytest.fixture
async def behind(open_place: OpenPlace) -> Place:
    return await open_place(connections_per_address=2, proxies=("127.0.0.1/32",))


async def test_16_1_limits_see_the_client_that_a_proxy_names(behind: Place) -> None:
    clients = []
    for last in range(1, 5):
        client = await HttpClient(headers={"X-Forwarded-For": f"203.0.113.{last}"}).connect(
            behind.address
        )
        await client.agree_key(behind.public_key)
        await client.call(QUERY)
        clients.append(client)
    assert [call.address for call in behind.calls] == [f"203.0.113.{n}" for n in range(1, 5)]
    websocket = WebSocketClient(headers={"X-Forwarded-For": "203.0.113.1"})
    await (await websocket.connect(behind.address)).agree_key(behind.public_key)
    await websocket.call(QUERY)
    assert behind.calls[-1].address == "203.0.113.1"
    third = HttpClient(headers={"X-Forwarded-For": "203.0.113.1"})
    assert await (await third.connect(behind.address)).ask_http("GET") == 405
    assert await third.ask_http("GET", X_Forwarded_For="203.0.113.1") == 429


async def test_16_1_nobody_takes_the_proxys_own_room_by_a_second_header(behind: Place) -> None:
    liars = []
    for last in range(1, 4):
        liar = await HttpClient().connect(behind.address)
        claimed = {"X_Forwarded_For": "203.0.113.66", "Forwarded": f"for=203.0.113.{last}"}
        assert await liar.ask_http("GET", **claimed) == 400
        liars.append(liar)
    honest = HttpClient(headers={"X-Forwarded-For": "203.0.113.1"})
    await (await honest.connect(behind.address)).agree_key(behind.public_key)
    await honest.call(QUERY)
    assert behind.calls[-1].address == "203.0.113.1"


async def test_1_7_a_proxy_may_send_several_clients_by_one_connection(behind: Place) -> None:
    first, second = HttpClient(), HttpClient()
    await first.connect(behind.address)
    first.headers = {"X-Forwarded-For": "203.0.113.1"}
    await first.agree_key(behind.public_key)
    await first.call(QUERY)
    second._reader, second._writer = first._reader, first._writer
    second.headers = {"X-Forwarded-For": "203.0.113.2"}
    await second.agree_key(behind.public_key)
    await second.call(QUERY)
    await first.call(QUERY)
    assert [call.address[-1] for call in behind.calls] == ["1", "2", "1"]
    assert behind.server.counts()["sessions"] == 2


async def test_16_4_half_heads_are_counted_for_the_client_they_turn_out_to_be(
    behind: Place,
) -> None:
    client = await HttpClient().connect(behind.address)
    for last in (1, 2):
        client.write_raw(b"GET /api HTTP/1.1\r\nHost: h\r\n")
        await eventually(lambda: behind.used()["inbound"] > 0)
        client.write_raw(f"X-Forwarded-For: 203.0.113.{last}\r\n\r\n".encode())
        await client.frame()
        assert client.status == 405
    client.close()
    await eventually(lambda: behind.server.counts()["connections"] == 0)
    addresses = behind.server._admission._addresses.values()
    assert [entry.held_bytes for entry in addresses] == [0] * len(addresses)
    assert behind.used()["inbound"] == 0


async def test_16_1_a_proxy_header_names_the_client_of_any_transport(behind: Place) -> None:
    for last in range(1, 5):
        client = RawClient()
        line = f"PROXY TCP4 203.0.113.{last} 127.0.0.1 4711 8443\r\n".encode()
        client.transport.start = lambda line=line, start=client.transport.start: line + start()  # type: ignore[method-assign]
        await client.connect(behind.address)
        await client.agree_key(behind.public_key)
        await client.call(QUERY)
    assert [call.address for call in behind.calls] == [f"203.0.113.{n}" for n in range(1, 5)]
    plain = await behind.signed()
    await plain.call(QUERY)
    assert behind.calls[-1].address == "127.0.0.1"


async def test_16_4_who_came_by_a_proxy_may_stay(open_place: OpenPlace) -> None:
    place = await open_place(proxies=("127.0.0.0/8",), first_packet_timeout_s=1)
    client = RawClient()
    await client.connect(place.address)
    await client.agree_key(place.public_key)
    assert await client.call(QUERY) == QUERY
    # Longer than the proxy was given for its header: who came later and says nothing is let go.
    silent = RawClient()
    silent.transport.start = lambda: b"PROXY "  # type: ignore[method-assign]
    assert await (await silent.connect(place.address)).end() == []
    assert await client.call(QUERY) == QUERY


async def test_16_1_strangers_cannot_name_another_address(place: Place) -> None:
    client = HttpClient(headers={"X-Forwarded-For": "203.0.113.1"})
    await (await client.connect(place.address)).agree_key(place.public_key)
    await client.call(QUERY)
    assert place.calls[-1].address == "127.0.0.1"
    liar = await place.client()
    liar.write_raw(b"PROXY TCP4 203.0.113.1 127.0.0.1 4711 8443\r\n")
    assert await liar.end() == []


async def test_16_4_a_proxy_that_says_nothing_is_let_go(open_place: OpenPlace) -> None:
    place = await open_place(proxies=("127.0.0.0/8",), first_packet_timeout_s=1)
    client = RawClient()
    client.transport.start = lambda: b"PROXY "  # type: ignore[method-assign]
    assert await (await client.connect(place.address)).end() == []
