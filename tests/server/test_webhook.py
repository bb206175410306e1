"""Login codes to a gateway: signed, retried within bounds, and never told of in logs."""

import hashlib
import hmac
import json
import time
from pathlib import Path

import pytest

from heliograph.config.delivery import parse_webhook
from heliograph.server.delivery_thread import DeliveryBounds
from heliograph.server.webhook import Gateway, GatewayFailed, WebhookCodes
from support.outside import HOST, FakeGateway, make_certificate, serving

SECRET = b"a secret that nobody else has"


def codes_to(fake: FakeGateway, *, scheme: str = "http", timeout_s: float = 5) -> WebhookCodes:
    endpoint = parse_webhook(f"{scheme}://{HOST}:{fake.port}/codes?token=t0ken")
    gateway = Gateway(endpoint=endpoint, secret=SECRET)
    return WebhookCodes(gateway, DeliveryBounds(timeout_s=timeout_s), pauses_s=(0, 0))


async def test_code_is_posted_and_signed() -> None:
    async with serving(FakeGateway()) as fake:
        await codes_to(fake).deliver_code("12025550101", "012345", "ko")
    ((first, headers, body),) = fake.requests
    assert first == "POST /codes?token=t0ken HTTP/1.1"
    content = json.loads(body)
    assert (content["event"], content["phone"], content["code"], content["language"]) == (
        "login_code",
        "+12025550101",
        "012345",
        "ko",
    )
    told = headers["Heliograph-Timestamp"]
    assert abs(time.time() - int(told)) < 60
    expected = hmac.new(SECRET, f"{told}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Heliograph-Signature"] == f"v1={expected}"


@pytest.mark.parametrize("status", [500, 503, 429, 408])
async def test_passing_failure_is_tried_again_with_the_same_id(status: int) -> None:
    async with serving(FakeGateway()) as fake:
        fake.statuses = [status, status, 200]
        await codes_to(fake).deliver_code("1", "2")
    assert len({json.loads(body)["id"] for _, _, body in fake.requests}) == 1
    assert len(fake.requests) == 3


async def test_tries_are_bounded() -> None:
    async with serving(FakeGateway()) as fake:
        fake.statuses = [500]
        with pytest.raises(GatewayFailed, match="status 500"):
            await codes_to(fake).deliver_code("1", "2")
    assert len(fake.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 302])
async def test_lasting_refusal_is_not_tried_again_and_no_redirect_followed(status: int) -> None:
    async with serving(FakeGateway()) as fake:
        fake.statuses = [status]
        with pytest.raises(GatewayFailed) as refused:
            await codes_to(fake).deliver_code("12025550101", "987654")
    assert len(fake.requests) == 1
    for secret in ("987654", "12025550101", "t0ken", SECRET.decode()):
        assert secret not in str(refused.value)


async def test_gateway_that_is_not_there_is_an_error() -> None:
    fake = FakeGateway()
    fake.port = 9
    with pytest.raises(GatewayFailed, match="ConnectionRefusedError"):
        await codes_to(fake).deliver_code("1", "2")


async def test_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(FakeGateway(), tls=make_certificate(tmp_path)) as fake:
        with pytest.raises(GatewayFailed, match="its certificate"):
            await codes_to(fake, scheme="https").deliver_code("1", "2")
        assert fake.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        await codes_to(fake, scheme="https").deliver_code("1", "2")
    assert len(fake.requests) == 1


def test_secret_is_not_in_what_is_printed_of_a_gateway() -> None:
    endpoint = parse_webhook("https://gateway.example/codes?token=t0ken")
    shown = repr(Gateway(endpoint=endpoint, secret=SECRET)) + str(endpoint)
    assert "t0ken" not in shown
    assert SECRET.decode() not in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://gateway.example/codes", "in the clear"),
        ("ftp://gateway.example", "https://HOST"),
        ("https://", "https://HOST"),
        ("https://user:pw@gateway.example/", "do not belong"),
        ("https://gateway.example/a b", "plain ASCII"),
    ],
)
def test_unsafe_gateway_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_webhook(text)
