"""Apple's push service, for operators who have a key of Apple's.

https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from heliograph.domain.endpoints import WebAddress, parse_web_address
from heliograph.domain.push import Attempt, Outcome, PushTask
from heliograph.domain.push_notices import PushNotice
from heliograph.domain.texts import language_of, text
from heliograph.server.errors import CannotStart
from heliograph.server.files import read_named
from heliograph.server.push.answers import attempt_of, unanswered
from heliograph.server.push.tokens import sign_token
from heliograph.server.push.web_client import Answer, Unreachable
from heliograph.server.push.web_push import topic

SERVICE = "https://api.push.apple.com"
SANDBOX = "https://api.sandbox.push.apple.com"

_TOKEN = re.compile(r"[0-9a-fA-F]{16,200}")
_SIGNED_S = 1_800
"""Apple refuses a signature older than an hour, and one renewed more often than in 20 minutes."""

_GONE = frozenset({"BadDeviceToken", "DeviceTokenNotForTopic", "Unregistered", "ExpiredToken"})


class AppleKey(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are to Apple: a key of a team's, and the app that it is for."""

    key: ec.EllipticCurvePrivateKey
    key_id: str
    team_id: str
    topic: str

    def __repr__(self) -> str:
        return f"AppleKey({self.topic})"


class Sender(Protocol):
    """Sends an HTTP/2 request; raises Unreachable."""

    async def send(
        self, method: str, address: WebAddress, *, headers: dict[str, str], body: bytes
    ) -> Answer: ...


def read_apple_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Read the .p8 file that the settings name. Raises UnsafeFile, CannotStart."""
    content = read_named("push_apns_key_file", path)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CannotStart(f"push_apns_key_file: {path} is no key of Apple's: {error}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise CannotStart(f"push_apns_key_file: {path} is no key of Apple's: not on P-256")
    return key


class Apns:
    """Carries notices to Apple's devices: sealed with the client's key as `p`, or ids alone."""

    def __init__(
        self,
        client: Sender,
        apple: AppleKey,
        *,
        wire_now: Callable[[], float],
        service: str = SERVICE,
        sandbox: str = SANDBOX,
    ) -> None:
        self._client = client
        self._apple = apple
        self._wire_now = wire_now
        self._services = {False: service, True: sandbox}
        self._signed, self._signed_at = "", 0.0

    async def deliver(
        self, task: PushTask, notice: PushNotice, *, sealed: str | None, lifetime_s: int
    ) -> Attempt:
        """Hand a notice over."""
        device = task.device
        if not _TOKEN.fullmatch(device.token):
            return Attempt(Outcome.GONE, reason="no device token")
        address = parse_web_address(f"{self._services[device.sandbox]}/3/device/{device.token}")
        quiet = notice.quiet
        headers = {
            "authorization": f"bearer {self._signature()}",
            "apns-topic": self._apple.topic,
            "apns-push-type": "background" if quiet else "alert",
            "apns-priority": "5" if quiet else "10",
            "apns-expiration": str(int(self._wire_now()) + lifetime_s),
            "apns-collapse-id": topic(task),
        }
        shown = text(language_of(device.language), "NewMessage")
        body = msgspec.json.encode(_payload(notice, sealed, shown="" if quiet else shown))
        try:
            answer = await self._client.send("POST", address, headers=headers, body=body)
        except Unreachable as error:
            return unanswered(error)
        return self._attempt(answer)

    def _attempt(self, answer: Answer) -> Attempt:
        attempt = attempt_of(answer)
        reason = _reason(answer)
        if reason == "ExpiredProviderToken":
            self._signed_at = 0.0
        if answer.status >= 400 and reason in _GONE:
            return Attempt(Outcome.GONE, reason=reason)
        if attempt.outcome is Outcome.GONE:
            return Attempt(Outcome.DROPPED, reason=attempt.reason)
        return attempt

    def _signature(self) -> str:
        now = self._wire_now()
        if not 0 <= now - self._signed_at < _SIGNED_S:
            head = {"alg": "ES256", "kid": self._apple.key_id}
            claims: dict[str, str | int] = {"iss": self._apple.team_id, "iat": int(now)}
            self._signed = sign_token(head, claims, self._apple.key)
            self._signed_at = now
        return self._signed


def _payload(notice: PushNotice, sealed: str | None, *, shown: str) -> dict[str, Any]:
    """What the app's extension opens, behind what the system shows if that fails: `shown`, which
    says nothing of the message, or nothing at all."""
    aps: dict[str, Any] = {"badge": notice.badge}
    if not shown:
        aps["content-available"] = 1
    else:
        aps["mutable-content"] = 1
        aps["alert"] = {"body": shown}
        if not notice.silent:
            aps["sound"] = "default"
    if sealed is not None:
        return {"aps": aps, "p": sealed}
    record = notice.as_record()
    return {"aps": aps, **{name: record[name] for name in ("loc_key", "user_id", "custom")}}


def _reason(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["reason"])
    except (ValueError, KeyError, TypeError):
        return ""
