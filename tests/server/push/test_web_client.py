"""Requests to strangers' addresses end in time, stay small, and go where they may."""

import asyncio
import ipaddress
import ssl
from collections.abc import Sequence
from pathlib import Path

import pytest

from heliograph.domain.endpoints import parse_web_address
from heliograph.server.push.web_client import (
    Answer,
    ForbiddenAddress,
    Unreachable,
    WebClient,
    resolve_name,
)
from support.outside import HOST, FakeGateway, make_certificate, serving

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


class Talker:
    """A server that says what it is told to, as slowly as it is told to."""

    def __init__(self, said: Sequence[bytes], *, then_hangs: bool = False) -> None:
        self.said = said
        self.then_hangs = then_hangs
        self.port = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        for part in self.said:
            writer.write(part)
        if self.then_hangs:
            await reader.read()
        writer.close()


async def ask(fake: FakeGateway | Talker, *, scheme: str = "http", **fields: object) -> Answer:
    fields = {"timeout_s": 5, "own_networks": LOOPBACK, **fields}
    client = WebClient(**fields)  # type: ignore[arg-type]
    address = parse_web_address(f"{scheme}://{HOST}:{fake.port}/path?q")
    return await client.send("PUT", address, headers={"X-One": "1"}, body=b"body")


async def test_a_request_arrives_whole_and_its_answer_comes_back() -> None:
    async with serving(FakeGateway()) as fake:
        fake.statuses = [201]
        answer = await ask(fake)
    assert (answer.status, answer.body) == (201, b"")
    ((first, headers, body),) = fake.requests
    assert (first, headers["X-One"], body) == ("PUT /path?q HTTP/1.1", "1", b"body")


async def test_an_address_inside_is_not_connected_to() -> None:
    async with serving(FakeGateway()) as fake:
        with pytest.raises(ForbiddenAddress):
            await ask(fake, own_networks=())
    assert fake.requests == []


async def test_the_operators_own_addresses_are_not_looked_at() -> None:
    async with serving(FakeGateway()) as fake:
        assert (await ask(fake, own_networks=(), guarded=False)).status == 204


async def test_a_name_is_resolved_once_and_only_what_was_looked_at_is_connected_to() -> None:
    asked = []

    async def resolve(name: str, port: int) -> Sequence[str]:
        asked.append(name)
        # What a name led to first must not be exchanged for the second look.
        return ["10.0.0.1", HOST] if len(asked) == 1 else ["10.0.0.1"]

    async with serving(FakeGateway()) as fake:
        client = WebClient(timeout_s=5, own_networks=LOOPBACK, resolve=resolve)
        address = parse_web_address(f"http://push.example.org:{fake.port}/")
        assert (await client.send("POST", address, headers={}, body=b"")).status == 204
        with pytest.raises(ForbiddenAddress):
            await client.send("POST", address, headers={}, body=b"")
    assert asked == ["push.example.org"] * 2
    assert fake.requests[0][1]["Host"] == f"push.example.org:{fake.port}"
    assert len(fake.requests) == 1


async def test_an_unknown_name_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        await resolve_name("nothing.invalid", 443)


async def test_no_redirect_is_followed() -> None:
    async with serving(FakeGateway()) as fake:
        fake.statuses = [302, 200]
        assert (await ask(fake)).status == 302
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "said",
    [
        [], [b"HTTP/1.1 200 OK\r\n"], [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"],
        [b"x" * 20_000],
    ],
)  # fmt: skip
async def test_who_does_not_come_to_an_end_is_left_in_time(said: list[bytes]) -> None:
    async with serving(Talker(said, then_hangs=True)) as fake:
        with pytest.raises(Unreachable):
            await ask(fake, timeout_s=0.2)


@pytest.mark.parametrize(
    "said",
    [
        [], [b"SSH-2.0-x\r\n"], [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 60_000 + b"\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000],
    ],
)  # fmt: skip
async def test_what_is_no_bounded_answer_is_unreachable(said: list[bytes]) -> None:
    async with serving(Talker(said)) as fake:
        with pytest.raises(Unreachable):
            await ask(fake)


async def test_a_certificate_must_be_trusted_and_fit_the_name(tmp_path: Path) -> None:
    tls = make_certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))

    async def resolve(name: str, port: int) -> Sequence[str]:
        return [HOST]

    async with serving(FakeGateway(), tls=tls) as fake:
        assert (await ask(fake, scheme="https", context=trusting)).status == 204
        with pytest.raises(Unreachable, match="TLS"):
            await ask(fake, scheme="https")
        client = WebClient(timeout_s=5, own_networks=LOOPBACK, context=trusting, resolve=resolve)
        other = parse_web_address(f"https://push.example.org:{fake.port}/")
        with pytest.raises(Unreachable, match="TLS"):
            await client.send("POST", other, headers={}, body=b"")
    assert len(fake.requests) == 1
