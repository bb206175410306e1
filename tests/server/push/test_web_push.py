"""Web push: what is handed to push services, and what becomes of their answers."""

import base64
import ipaddress
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from heliograph.domain.endpoints import parse_web_address
from heliograph.domain.push import Attempt, Outcome, PushDevice, PushTask, Subject, TokenKind
from heliograph.domain.push_tokens import Subscription
from heliograph.server.push.web_client import WebClient
from heliograph.server.push.web_push import CONTENT_BYTES_MAX, VapidSigner, WebPush, encrypt
from support.outside import HOST, FakeGateway, serving
from support.push_tokens import Browser, b64

NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
NOW = 1_700_000_000


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def task(token: str, *, peer_id: int = 5, subject: Subject = Subject.MESSAGE) -> PushTask:
    device = PushDevice(id=1, account_id=2, auth_key_id=3, kind=TokenKind.WEB, token=token)
    return PushTask(device=device, peer_id=peer_id, subject=subject, message_id=7, expires=NOW)


def web_push(**changes: Any) -> WebPush:
    fields = {
        "key": ec.generate_private_key(ec.SECP256R1()),
        "contact": "mailto:admin@example.org",
        "own_networks": NETWORKS,
        "wire_now": lambda: float(NOW),
        **changes,
    }
    return WebPush(WebClient(timeout_s=5, own_networks=fields["own_networks"]), **fields)


def test_the_example_of_rfc_8291_comes_out() -> None:
    key = ec.derive_private_key(
        int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"),
        ec.SECP256R1(),
    )
    subscription = Subscription(
        endpoint=parse_web_address("https://push.example.org/"),
        public_key=unb64(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        auth=unb64("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    body = encrypt(
        subscription,
        b"When I grow up, I want to be a watermelon",
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        key=key,
        padded_to=1,
    )
    assert b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


async def test_a_browser_reads_what_its_push_service_was_handed() -> None:
    async with serving(FakeGateway()) as fake:
        browser = Browser(f"http://{HOST}:{fake.port}/send/1?a=b")
        attempt = await web_push().deliver(task(browser.token()), b'{"a":1}', lifetime_s=60)
    assert attempt == Attempt(Outcome.TOLD)
    ((first, headers, body),) = fake.requests
    assert first == "POST /send/1?a=b HTTP/1.1"
    assert browser.notice(body) == {"a": 1}
    assert headers["Host"] == f"{HOST}:{fake.port}"
    assert (headers["Content-Encoding"], headers["TTL"]) == ("aes128gcm", "60")
    assert headers["Urgency"] == "high"


async def test_the_push_service_is_told_who_asks() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    async with serving(FakeGateway()) as fake:
        browser = Browser(f"http://{HOST}:{fake.port}/")
        await web_push(key=key).deliver(task(browser.token()), b"{}", lifetime_s=60)
    scheme, _, said = fake.requests[0][1]["Authorization"].partition(" ")
    fields = dict(part.strip().split("=", 1) for part in said.split(","))
    head, claims, signature = fields["t"].split(".")
    assert scheme == "vapid"
    assert json.loads(unb64(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(unb64(claims)) == {
        "aud": f"http://{HOST}:{fake.port}",
        "exp": NOW + 12 * 3600,
        "sub": "mailto:admin@example.org",
    }
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(fields["k"]))
    r, s = (int.from_bytes(part, "big") for part in (unb64(signature)[:32], unb64(signature)[32:]))
    der = utils.encode_dss_signature(r, s)
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


def test_a_signature_is_renewed_before_it_ends() -> None:
    now = [float(NOW)]
    key = ec.generate_private_key(ec.SECP256R1())
    signer = VapidSigner(key, contact="", wire_now=lambda: now[0])
    endpoint = parse_web_address("https://push.example.org/a")
    first = signer.authorization(endpoint)
    assert signer.authorization(parse_web_address("https://push.example.org/b")) == first
    assert signer.authorization(parse_web_address("https://other.example.org/")) != first
    assert b"sub" not in unb64(first.split(".")[1])
    now[0] += 11 * 3600 + 1
    assert signer.authorization(endpoint) != first


async def test_dialogs_replace_each_other_at_the_push_service_and_are_not_named() -> None:
    async with serving(FakeGateway()) as fake:
        browser = Browser(f"http://{HOST}:{fake.port}/")
        push, token = web_push(), browser.token()
        for peer_id, subject in ((5, Subject.MESSAGE), (5, Subject.READ), (6, Subject.MESSAGE)):
            await push.deliver(task(token, peer_id=peer_id, subject=subject), b"", lifetime_s=1)
    topics = [headers["Topic"] for _, headers, _ in fake.requests]
    assert topics[0] == topics[1] != topics[2]
    assert all(len(topic) == 32 for topic in topics)
    assert fake.requests[1][1]["Urgency"] == "low"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.TOLD), (201, Outcome.TOLD), (404, Outcome.GONE), (410, Outcome.GONE),
        (429, Outcome.LATER), (500, Outcome.LATER), (503, Outcome.LATER), (403, Outcome.LATER),
        (400, Outcome.DROPPED), (413, Outcome.DROPPED), (302, Outcome.DROPPED),
    ],
)  # fmt: skip
async def test_answers_say_what_becomes_of_a_device(status: int, outcome: Outcome) -> None:
    async with serving(FakeGateway()) as fake:
        fake.statuses = [status]
        browser = Browser(f"http://{HOST}:{fake.port}/")
        attempt = await web_push().deliver(task(browser.token()), b"{}", lifetime_s=60)
    assert attempt.outcome is outcome
    assert len(fake.requests) == 1


async def test_an_endpoint_inside_ends_the_registration_without_a_request() -> None:
    async with serving(FakeGateway()) as fake:
        browser = Browser(f"https://{HOST}:{fake.port}/")
        push = web_push(own_networks=())
        attempt = await push.deliver(task(browser.token()), b"{}", lifetime_s=60)
    assert attempt.outcome is Outcome.GONE
    assert fake.requests == []


async def test_nobody_there_is_tried_again() -> None:
    async with serving(FakeGateway()) as fake:
        browser = Browser(f"http://{HOST}:{fake.port}/")
    attempt = await web_push().deliver(task(browser.token()), b"{}", lifetime_s=60)
    assert attempt.outcome is Outcome.LATER


@pytest.mark.parametrize("size", [0, 1, 511, 512, CONTENT_BYTES_MAX - 1, CONTENT_BYTES_MAX])
def test_lengths_are_hidden_within_what_a_service_carries(size: int) -> None:
    browser = Browser()
    subscription = Subscription(
        endpoint=parse_web_address(browser.endpoint),
        public_key=browser.public_key,
        auth=browser.auth,
    )
    body = encrypt(subscription, b"x" * size)
    assert browser.read(body) == b"x" * size
    assert len(body) <= 4096
    assert (len(body) - 103) % 512 == 0 or len(body) == 4096


def test_what_no_service_must_carry_is_not_encrypted() -> None:
    browser = Browser()
    subscription = Subscription(
        endpoint=parse_web_address(browser.endpoint),
        public_key=browser.public_key,
        auth=browser.auth,
    )
    with pytest.raises(ValueError, match="more than"):
        encrypt(subscription, b"x" * (CONTENT_BYTES_MAX + 1))
