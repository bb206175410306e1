"""Login codes to a gateway of the operator's, by signed HTTPS requests."""

import hashlib
import hmac
import http.client
import json
import ssl
import time
from collections.abc import Sequence
from functools import partial
from uuid import uuid4

import msgspec

from heliograph.config.delivery import Endpoint
from heliograph.domain.texts import DEFAULT_LANGUAGE
from heliograph.server.delivery_thread import (
    DEFAULT_BOUNDS,
    DeliveryBounds,
    DeliveryStuck,
    DeliveryThread,
)
from heliograph.telemetry import metrics

_THREADS = 4
_TRY_TIMEOUT_S = 3.0
_PAUSES_S = (0.5, 1.5)
"""Before the second and the third try; after that the person asks again."""

_TRY_AGAIN = frozenset({408, 425, 429})


class GatewayFailed(OSError):
    """The gateway took no code; says by what status, never which code."""


class Gateway(msgspec.Struct, frozen=True, kw_only=True):
    """Where codes are posted to, and the secret that signs them."""

    endpoint: Endpoint
    secret: bytes

    def __repr__(self) -> str:
        return f"Gateway({self.endpoint})"


class WebhookCodes:
    """Posts each code as JSON, signed; a gateway answers 2xx once it has taken it over.

    `Heliograph-Signature` is `v1=` and the hex HMAC-SHA256 of timestamp, a dot and the body. All
    tries for a code carry the same `id`.
    """

    available = True

    def __init__(
        self,
        gateway: Gateway,
        bounds: DeliveryBounds = DEFAULT_BOUNDS,
        *,
        pauses_s: Sequence[float] = _PAUSES_S,
    ) -> None:
        self._gateway = gateway
        self._pauses_s = pauses_s
        self._timeout_s = bounds.timeout_s
        self._threads = DeliveryThread("webhook", bounds, threads=_THREADS)

    async def deliver_code(self, phone: str, code: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Raises GatewayFailed or DeliveryStuck."""
        content = {
            "event": "login_code",
            "id": str(uuid4()),
            "phone": f"+{phone}",
            "code": code,
            "language": language,
        }
        try:
            await self._threads.run(partial(self._post, json.dumps(content).encode("ascii")))
        except (OSError, DeliveryStuck):
            metrics.CODES_FAILED.inc()
            raise
        metrics.CODES_SENT.inc()

    def _post(self, body: bytes) -> None:
        ends = time.monotonic() + self._timeout_s
        for pause_s in (*self._pauses_s, None):
            left_s = ends - time.monotonic()
            failure = _try(self._gateway, body, timeout_s=min(_TRY_TIMEOUT_S, max(left_s, 0.1)))
            if failure is None:
                return
            if pause_s is None or not failure.passing or ends - time.monotonic() < pause_s:
                raise GatewayFailed(f"the gateway took no code: {failure.text}")
            time.sleep(pause_s)


class _Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a try did not work, and whether another might."""

    text: str
    passing: bool


def _try(gateway: Gateway, body: bytes, *, timeout_s: float) -> _Failure | None:
    connection = connect(gateway.endpoint, timeout_s=timeout_s)
    try:
        connection.request("POST", gateway.endpoint.path, body, _headers(gateway.secret, body))
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError as error:
        return _Failure(text=f"its certificate: {error.verify_message}", passing=False)
    except (OSError, http.client.HTTPException) as error:
        return _Failure(text=type(error).__name__, passing=True)
    finally:
        connection.close()
    if 200 <= status < 300:
        return None
    # A redirect would carry the code to somebody the operator did not name.
    return _Failure(text=f"status {status}", passing=status >= 500 or status in _TRY_AGAIN)


def connect(endpoint: Endpoint, *, timeout_s: float) -> http.client.HTTPConnection:
    """A connection that is not opened yet."""
    if endpoint.secure:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            endpoint.host, endpoint.port, timeout=timeout_s, context=context
        )
    return http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=timeout_s)


def _headers(secret: bytes, body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    signature = hmac.digest(secret, now.encode("ascii") + b"." + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "Heliograph-Timestamp": now,
        "Heliograph-Signature": f"v1={signature.hex()}",
    }
