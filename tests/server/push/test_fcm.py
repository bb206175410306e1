"""Firebase: asked for access once, handed what is sealed or ids alone."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from heliograph.actions.push_sending import tell
from heliograph.domain.push import Outcome, PushDevice, PushTask, Subject, TokenKind
from heliograph.domain.push_notices import PushNotice
from heliograph.server.errors import CannotStart
from heliograph.server.files import UnsafeFile
from heliograph.server.push.fcm import Fcm, ServiceAccount, read_service_account
from heliograph.server.push.post import Post
from heliograph.server.push.web_client import WebClient
from support.outside import HOST, FakeGateway, serving
from support.push_watch import watching
from support.stage import Stage
from support.stage_fixture import stage
from support.talk import three_people

__all__ = ["stage"]

NOW = 1_700_000_000
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NOTICE = PushNotice(user_id=1, loc_key="MESSAGE_NOTEXT", custom={"from_id": "2"}, badge=3)


class Google(FakeGateway):
    """Grants access, and takes messages; `answers` are given in turn to those."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[tuple[int, Any]] = [(200, {})]
        self.granted = 0

    async def talk(self, reader: Any, writer: Any) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        body = await reader.readexactly(int(headers["Content-Length"]))
        self.requests.append((first, headers, body))
        if first.startswith("POST /token "):
            self.granted += 1
            status, said = 200, {"access_token": f"access{self.granted}", "expires_in": 3600}
        else:
            status, said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        content = json.dumps(said).encode()
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(content)}\r\n\r\n".encode())
        writer.write(content)
        await writer.drain()
        writer.close()

    def messages(self) -> list[tuple[str, str, Any]]:
        """Path, access and message of each that was handed over."""
        return [
            (first.split(" ")[1], headers["Authorization"], json.loads(body)["message"])
            for first, headers, body in self.requests
            if not first.startswith("POST /token ")
        ]


@pytest.fixture
async def google() -> AsyncIterator[Google]:
    async with serving(Google()) as fake:
        yield fake


def pem(key: Any = KEY) -> str:
    content: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return content.decode()


def fcm(google: Google, now: list[float] | None = None) -> Fcm:
    account = ServiceAccount(
        project_id="proj",
        client_email="push@proj.example.org",
        private_key=pem(),
        private_key_id="kid1",
        token_uri=f"http://{HOST}:{google.port}/token",
    )
    client = WebClient(timeout_s=5, guarded=False)
    clock = now or [float(NOW)]
    service = f"http://{HOST}:{google.port}"
    return Fcm(client, account, wire_now=lambda: clock[0], service=service)


def task() -> PushTask:
    device = PushDevice(id=1, account_id=1, auth_key_id=1, kind=TokenKind.FCM, token="device")
    return PushTask(device=device, peer_id=2, subject=Subject.MESSAGE, message_id=3, expires=9)


async def test_what_is_sealed_is_all_that_is_handed_over(google: Google) -> None:
    attempt = await fcm(google).deliver(task(), NOTICE, sealed="SEALED", lifetime_s=60)
    assert attempt.outcome is Outcome.TOLD
    ((path, access, message),) = google.messages()
    assert (path, access) == ("/v1/projects/proj/messages:send", "Bearer access1")
    assert message == {
        "token": "device",
        "data": {"p": "SEALED"},
        "android": {
            "priority": "HIGH",
            "ttl": "60s",
            "collapse_key": message["android"]["collapse_key"],
        },
    }
    assert message["android"]["collapse_key"] != "2"


async def test_what_is_not_sealed_is_text_in_all_parts(google: Google) -> None:
    await fcm(google).deliver(task(), NOTICE, sealed=None, lifetime_s=60)
    ((_, _, message),) = google.messages()
    assert all(isinstance(value, str) for value in message["data"].values())
    assert message["data"]["loc_key"] == "MESSAGE_NOTEXT"
    assert json.loads(message["data"]["custom"]) == {"from_id": "2"}


async def test_access_is_asked_for_by_a_signed_word_and_kept(google: Google) -> None:
    now = [float(NOW)]
    carrier = fcm(google, now)
    for _ in range(2):
        await carrier.deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    assert google.granted == 1
    asked = parse_qs(google.requests[0][2].decode())
    assert asked["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    head, claims, signature = asked["assertion"][0].split(".")
    signed = f"{head}.{claims}".encode()
    KEY.public_key().verify(unb64(signature), signed, padding.PKCS1v15(), hashes.SHA256())
    assert json.loads(unb64(head))["kid"] == "kid1"
    said = json.loads(unb64(claims))
    assert said["iss"] == "push@proj.example.org"
    assert said["exp"] - said["iat"] == 3600
    now[0] += 3301
    await carrier.deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    assert google.granted == 2


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (404, "UNREGISTERED", Outcome.GONE),
        (403, "SENDER_ID_MISMATCH", Outcome.GONE),
        (404, "NOT_FOUND", Outcome.LATER),
        (400, "INVALID_ARGUMENT", Outcome.DROPPED),
        (429, "QUOTA_EXCEEDED", Outcome.LATER),
        (503, "UNAVAILABLE", Outcome.LATER),
    ],
)
async def test_errors_say_what_becomes_of_a_device(
    google: Google, status: int, code: str, outcome: Outcome
) -> None:
    google.answers = [(status, {"error": {"status": code, "details": [{"errorCode": code}]}})]
    attempt = await fcm(google).deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    assert attempt.outcome is outcome


async def test_access_that_was_taken_away_is_asked_for_anew(google: Google) -> None:
    google.answers = [(401, {}), (200, {})]
    carrier = fcm(google)
    first = await carrier.deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    second = await carrier.deliver(task(), NOTICE, sealed="x", lifetime_s=60)
    assert (first.outcome, second.outcome) == (Outcome.LATER, Outcome.TOLD)
    assert google.granted == 2


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_file_of_a_service_account_is_read(tmp_path: Path) -> None:
    path = tmp_path / "google.json"
    said = {
        "type": "service_account",
        "project_id": "proj",
        "client_email": "a@b",
        "private_key": pem(),
        "private_key_id": "kid",
        "token_uri": "https://oauth2.example.org/token",
    }
    with pytest.raises(UnsafeFile, match="no file"):
        read_service_account(path)
    path.write_text(json.dumps(said))
    path.chmod(0o600)
    account = read_service_account(path)
    assert account.project_id == "proj"
    assert hashlib.sha256(pem().encode()).hexdigest() not in repr(account)
    assert "PRIVATE" not in repr(account)
    other = pem(ec.generate_private_key(ec.SECP256R1()))
    for changes in ({"private_key": "x"}, {"private_key": other}, {"token_uri": "nowhere"}):
        path.write_text(json.dumps({**said, **changes}))
        with pytest.raises(CannotStart, match="service account"):
            read_service_account(path)
    path.chmod(0o644)
    with pytest.raises(UnsafeFile, match="chmod 600"):
        read_service_account(path)


async def test_a_message_gets_to_google_in_the_end_and_an_app_that_is_gone_is_forgotten(
    stage: Stage, google: Google
) -> None:
    gone = {"error": {"status": "NOT_FOUND", "details": [{"errorCode": "UNREGISTERED"}]}}
    google.answers = [(503, {}), (200, {}), (404, gone)]
    nowhere: Any = None
    post = Post(web=nowhere, callers={}, vendors={TokenKind.FCM: fcm(google)}, lifetime_s=60)
    async with watching(await three_people(stage)) as watched:
        ann, ben, app = watched.ann, watched.ben, watched.stage.app
        for wait_s, outcome in ((0, Outcome.LATER), (4, None), (1, Outcome.TOLD)):
            if outcome is Outcome.LATER:
                await ben.send(ben.to(ann), "secret plan")
                await watched.noted()
            watched.stage.clock.date += wait_s
            told = [await tell(app, post, task) for task in await watched.due()]
            assert [one.outcome for one in told if one] == ([outcome] if outcome else [])
        assert [message["token"] for _, _, message in google.messages()] == ["phone", "phone"]
        assert "secret plan" not in repr(google.messages())
        await ben.send(ben.to(ann))
        (task,) = await watched.due()
        await tell(app, post, task)
        assert await watched.stage.store.push_devices(ann.id) == []
