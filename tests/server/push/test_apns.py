"""Apple's push service: signed, over connections that are kept, handed what is sealed or ids."""

import base64
import json
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

from heliograph.domain.endpoints import parse_web_address
from heliograph.domain.push import Outcome, PushDevice, PushTask, Subject, TokenKind
from heliograph.domain.push_notices import PushNotice
from heliograph.server.errors import CannotStart
from heliograph.server.push.apns import Apns, AppleKey, read_apple_key
from heliograph.server.push.http2_client import Http2Client
from heliograph.server.push.web_client import Unreachable
from support.fake_apple import FakeApple
from support.outside import HOST, make_certificate, serving

NOW = 1_700_000_000
KEY = ec.generate_private_key(ec.SECP256R1())
TOKEN = "ab" * 32
NOTICE = PushNotice(
    user_id=1, loc_key="MESSAGE_TEXT", loc_args=("Ben", "plan"), title="Ben", text="plan", badge=3
)
READ = PushNotice(user_id=1, loc_key="READ_HISTORY", badge=0, silent=True, quiet=True)

Make = Callable[..., Apns]


@pytest.fixture
async def apple(tmp_path: Path) -> AsyncIterator[FakeApple]:
    tls = make_certificate(tmp_path)
    tls.set_alpn_protocols(["h2"])
    async with serving(FakeApple(), tls=tls) as fake:
        yield fake


@pytest.fixture
def client(apple: FakeApple, tmp_path: Path) -> Http2Client:
    return Http2Client(
        timeout_s=5, context=ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    )


@pytest.fixture
def make(apple: FakeApple, client: Http2Client) -> Make:
    def apns(now: list[float] | None = None) -> Apns:
        clock = now or [float(NOW)]
        service = f"https://{HOST}:{apple.port}"
        return Apns(
            client,
            AppleKey(key=KEY, key_id="KEYID", team_id="TEAM", topic="org.example.app"),
            wire_now=lambda: clock[0],
            service=service,
            sandbox=f"{service}/sandbox",
        )

    return apns


def task(
    *,
    token: str = TOKEN,
    sandbox: bool = False,
    peer_id: int = 2,
    subject: Subject = Subject.MESSAGE,
) -> PushTask:
    device = PushDevice(
        id=1, account_id=1, auth_key_id=1, kind=TokenKind.APNS, token=token, sandbox=sandbox
    )
    return PushTask(device=device, peer_id=peer_id, subject=subject, message_id=3, expires=9)


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def test_what_is_sealed_is_shown_as_a_message_and_nothing_more(
    make: Make, apple: FakeApple
) -> None:
    attempt = await make().deliver(task(), NOTICE, sealed="SEALED", lifetime_s=60)
    assert attempt.outcome is Outcome.TOLD
    ((head, body),) = apple.requests
    assert head[":path"] == f"/3/device/{TOKEN}"
    assert (head["apns-topic"], head["apns-push-type"]) == ("org.example.app", "alert")
    assert head["apns-expiration"] == str(NOW + 60)
    assert body["p"] == "SEALED"
    assert body["aps"] == {
        "badge": 3,
        "mutable-content": 1,
        "alert": {"body": "New message"},
        "sound": "default",
    }
    assert "plan" not in json.dumps(body)


async def test_what_is_not_sealed_holds_ids(make: Make, apple: FakeApple) -> None:
    notice = PushNotice(user_id=1, loc_key="MESSAGE_NOTEXT", custom={"from_id": "2"})
    await make().deliver(task(), notice, sealed=None, lifetime_s=60)
    ((_, body),) = apple.requests
    assert (body["loc_key"], body["custom"]) == ("MESSAGE_NOTEXT", {"from_id": "2"})


async def test_what_was_read_goes_away_quietly(make: Make, apple: FakeApple) -> None:
    await make().deliver(task(subject=Subject.READ), READ, sealed="SEALED", lifetime_s=60)
    ((head, body),) = apple.requests
    assert (head["apns-push-type"], head["apns-priority"]) == ("background", "5")
    assert body["aps"] == {"badge": 0, "content-available": 1}


async def test_a_sandboxed_app_is_told_by_the_sandbox(make: Make, apple: FakeApple) -> None:
    await make().deliver(task(sandbox=True), NOTICE, sealed="x", lifetime_s=60)
    assert apple.requests[0][0][":path"].startswith("/sandbox/")


async def test_a_signature_is_kept_for_half_an_hour(make: Make, apple: FakeApple) -> None:
    now = [float(NOW)]
    apns = make(now)
    for wait_s in (0, 1_799, 1):
        now[0] += wait_s
        await apns.deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    first, second, third = (head["authorization"] for head, _ in apple.requests)
    assert first == second != third
    head, claims, signature = first.removeprefix("bearer ").split(".")
    assert json.loads(unb64(head)) == {"alg": "ES256", "kid": "KEYID"}
    assert json.loads(unb64(claims)) == {"iss": "TEAM", "iat": NOW}
    raw = unb64(signature)
    r, s = (int.from_bytes(part, "big") for part in (raw[:32], raw[32:]))
    der = utils.encode_dss_signature(r, s)
    KEY.public_key().verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


async def test_connections_are_kept_and_replaced_when_they_ended(
    make: Make, apple: FakeApple
) -> None:
    apns = make()
    for _ in range(3):
        assert (
            await apns.deliver(task(), NOTICE, sealed="x", lifetime_s=1)
        ).outcome is Outcome.TOLD
    assert apple.connections == 1
    apple.hangs_up = True
    for _ in range(3):
        assert (
            await apns.deliver(task(), NOTICE, sealed="x", lifetime_s=1)
        ).outcome is Outcome.TOLD
    assert apple.connections > 1
    assert len(apple.requests) == 6


async def test_dialogs_replace_each_other_and_are_not_named(make: Make, apple: FakeApple) -> None:
    apns = make()
    for peer_id in (2, 2, 3):
        await apns.deliver(task(peer_id=peer_id), NOTICE, sealed="x", lifetime_s=60)
    ids = [head["apns-collapse-id"] for head, _ in apple.requests]
    assert ids[0] == ids[1] != ids[2]
    assert all(len(one) <= 64 for one in ids)


@pytest.mark.parametrize(
    ("status", "reason", "outcome"),
    [
        (410, "Unregistered", Outcome.GONE),
        (400, "BadDeviceToken", Outcome.GONE),
        (400, "DeviceTokenNotForTopic", Outcome.GONE),
        (400, "PayloadEmpty", Outcome.DROPPED),
        (404, "BadPath", Outcome.DROPPED),
        (403, "InvalidProviderToken", Outcome.LATER),
        (429, "TooManyRequests", Outcome.LATER),
        (503, "Shutdown", Outcome.LATER),
    ],
)
async def test_reasons_say_what_becomes_of_a_device(
    make: Make, apple: FakeApple, status: int, reason: str, outcome: Outcome
) -> None:
    apple.answers = [(status, reason)]
    attempt = await make().deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    assert attempt.outcome is outcome


async def test_an_expired_signature_is_made_anew(make: Make, apple: FakeApple) -> None:
    apple.answers = [(403, "ExpiredProviderToken"), (200, "")]
    now = [float(NOW)]
    apns = make(now)
    await apns.deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    now[0] += 1
    await apns.deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    first, second = (head["authorization"] for head, _ in apple.requests)
    assert first != second


@pytest.mark.parametrize("token", ["../../secret", "xyz", "ab", "ab" * 200])
async def test_what_is_no_token_leads_nowhere(make: Make, apple: FakeApple, token: str) -> None:
    attempt = await make().deliver(task(token=token), NOTICE, sealed="x", lifetime_s=60)
    assert attempt.outcome is Outcome.GONE
    assert apple.requests == []


async def test_who_does_not_answer_is_left_in_time(apple: FakeApple, tmp_path: Path) -> None:
    apple.silent = True
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    address = parse_web_address(f"https://{HOST}:{apple.port}/")
    with pytest.raises(Unreachable, match="no answer"):
        await Http2Client(timeout_s=0.2, context=trusting).send(
            "POST", address, headers={}, body=b"{}"
        )
    with pytest.raises(Unreachable, match="TLS"):
        await Http2Client(timeout_s=5).send("POST", address, headers={}, body=b"{}")


def test_the_file_of_an_apple_key_is_read(tmp_path: Path) -> None:
    path = tmp_path / "key.p8"

    def write(key: Any) -> None:
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        path.chmod(0o600)

    with pytest.raises(CannotStart, match="no file"):
        read_apple_key(path)
    write(KEY)
    assert read_apple_key(path).private_numbers() == KEY.private_numbers()
    write(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    with pytest.raises(CannotStart, match="P-256"):
        read_apple_key(path)
    path.write_text("x")
    with pytest.raises(CannotStart, match="no key"):
        read_apple_key(path)
