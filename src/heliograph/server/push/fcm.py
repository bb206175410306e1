"""Firebase Cloud Messaging, for operators who have a project of Google's.

https://firebase.google.com/docs/cloud-messaging/send/v1-api
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from heliograph.domain.endpoints import WebAddress, parse_web_address
from heliograph.domain.push import Attempt, Outcome, PushTask
from heliograph.domain.push_notices import PushNotice
from heliograph.server.errors import CannotStart
from heliograph.server.files import read_named
from heliograph.server.push.answers import attempt_of, unanswered
from heliograph.server.push.tokens import sign_token
from heliograph.server.push.web_client import Answer, Unreachable, WebClient
from heliograph.server.push.web_push import topic

SERVICE = "https://fcm.googleapis.com"

_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTED_S = 3_600
_RENEWED_S = 300
_GONE = ("UNREGISTERED", "SENDER_ID_MISMATCH")


class ServiceAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are to Google: what the console gives as a JSON file."""

    project_id: str
    client_email: str
    private_key: str
    private_key_id: str
    token_uri: str = "https://oauth2.googleapis.com/token"

    def __repr__(self) -> str:
        return f"ServiceAccount({self.project_id})"


def read_service_account(path: Path) -> ServiceAccount:
    """Read the file that the settings name. Raises UnsafeFile, CannotStart."""
    content = read_named("push_fcm_file", path)
    try:
        account = msgspec.json.decode(content, type=ServiceAccount)
        parse_web_address(account.token_uri)
        _private_key(account)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CannotStart(
            f"push_fcm_file: {path} is no service account of Google's: {error}"
        ) from None
    return account


class Fcm:
    """Carries notices to Android devices: sealed with the client's key as `p`, or ids alone."""

    def __init__(
        self,
        client: WebClient,
        account: ServiceAccount,
        *,
        wire_now: Callable[[], float],
        service: str = SERVICE,
    ) -> None:
        self._client = client
        self._account = account
        self._key = _private_key(account)
        self._wire_now = wire_now
        self._address = parse_web_address(
            f"{service}/v1/projects/{account.project_id}/messages:send"
        )
        self._token, self._expires = "", 0.0
        self._asking = asyncio.Lock()

    async def deliver(
        self, task: PushTask, notice: PushNotice, *, sealed: str | None, lifetime_s: int
    ) -> Attempt:
        """Hand a notice over."""
        message = {
            "token": task.device.token,
            "data": {"p": sealed} if sealed is not None else _in_the_clear(notice),
            "android": {
                "priority": "NORMAL" if notice.silent else "HIGH",
                "ttl": f"{lifetime_s}s",
                "collapse_key": topic(task),
            },
        }
        try:
            token = await self._access_token()
            answer = await self._client.send(
                "POST",
                self._address,
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                body=msgspec.json.encode({"message": message}),
            )
        except Unreachable as error:
            return unanswered(error)
        return self._attempt(answer)

    def _attempt(self, answer: Answer) -> Attempt:
        if answer.status == 401:
            self._expires = 0.0
        attempt = attempt_of(answer)
        if answer.status >= 400 and any(code in _error_codes(answer) for code in _GONE):
            return Attempt(Outcome.GONE, reason=attempt.reason)
        # A project or a path that is not there is the operator's mistake, not the device's end.
        if attempt.outcome is Outcome.GONE:
            return Attempt(Outcome.LATER, reason=attempt.reason)
        return attempt

    async def _access_token(self) -> str:
        async with self._asking:
            now = self._wire_now()
            if self._expires - _RENEWED_S < now:
                answer = await self._ask_for_token(now)
                try:
                    granted = msgspec.json.decode(answer.body, type=_Granted)
                except msgspec.MsgspecError:
                    raise Unreachable(f"no access token: status {answer.status}") from None
                self._token, self._expires = granted.access_token, now + granted.expires_in
            return self._token

    async def _ask_for_token(self, now: float) -> Answer:
        account = self._account
        claims: dict[str, str | int] = {
            "iss": account.client_email,
            "scope": _SCOPE,
            "aud": account.token_uri,
            "iat": int(now),
            "exp": int(now) + _ASSERTED_S,
        }
        head = {"alg": "RS256", "typ": "JWT", "kid": account.private_key_id}
        asked = {"grant_type": _GRANT, "assertion": sign_token(head, claims, self._key)}
        address: WebAddress = parse_web_address(account.token_uri)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(asked).encode("ascii")
        return await self._client.send("POST", address, headers=headers, body=body)


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: int


def _in_the_clear(notice: PushNotice) -> dict[str, str]:
    """FCM takes text alone as values: what has parts is JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in notice.as_record().items()
    }


def _error_codes(answer: Answer) -> str:
    """The part of an error that names it; the answer's other text says what we sent."""
    try:
        error: Any = json.loads(answer.body)["error"]
        details = [str(detail.get("errorCode", "")) for detail in error.get("details", ())]
        return " ".join([str(error.get("status", "")), *details])
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _private_key(account: ServiceAccount) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(account.private_key.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("its private_key is no RSA key")
    return key
