"""Simple push calls and says nothing."""

import ipaddress

from heliograph.domain.push import Outcome, PushDevice, PushTask, Subject, TokenKind
from heliograph.server.push.simple import SimplePush
from heliograph.server.push.web_client import WebClient
from support.outside import HOST, FakeGateway, serving

NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)


def simple(**changes: tuple[ipaddress.IPv4Network, ...]) -> SimplePush:
    networks = changes.get("own_networks", NETWORKS)
    client = WebClient(timeout_s=5, own_networks=networks)
    return SimplePush(client, own_networks=networks, wire_now=lambda: 1_700_000_000.5)


def task(token: str) -> PushTask:
    device = PushDevice(id=1, account_id=2, auth_key_id=3, kind=TokenKind.SIMPLE, token=token)
    return PushTask(device=device, peer_id=4, subject=Subject.MESSAGE, message_id=5, expires=9)


async def test_an_endpoint_is_told_a_version_and_nothing_else() -> None:
    async with serving(FakeGateway()) as fake:
        attempt = await simple().deliver(task(f"http://{HOST}:{fake.port}/UP?x=1"))
    assert attempt.outcome is Outcome.TOLD
    ((first, headers, body),) = fake.requests
    assert (first, body) == ("PUT /UP?x=1 HTTP/1.1", b"version=1700000000500")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


async def test_an_endpoint_that_is_gone_or_inside_ends_the_registration() -> None:
    async with serving(FakeGateway()) as fake:
        fake.statuses = [404]
        url = f"http://{HOST}:{fake.port}/"
        assert (await simple().deliver(task(url))).outcome is Outcome.GONE
        inside = await simple(own_networks=()).deliver(task(url))
    assert inside.outcome is Outcome.GONE
    assert len(fake.requests) == 1


async def test_nobody_there_is_tried_again() -> None:
    async with serving(FakeGateway()) as fake:
        url = f"http://{HOST}:{fake.port}/"
    assert (await simple().deliver(task(url))).outcome is Outcome.LATER
