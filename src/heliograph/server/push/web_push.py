"""Web push: notices encrypted for a browser, handed to the push service it named.

RFC 8030 (the request), 8188 and 8291 (the encryption), 8292 (who is asking).
"""

import hashlib
import os
import struct
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from heliograph.domain import errors
from heliograph.domain.endpoints import IpNetwork, WebAddress
from heliograph.domain.push import Attempt, Outcome, PushTask, Subject
from heliograph.domain.push_tokens import Subscription, read_subscription
from heliograph.server.push.answers import attempt_of, unanswered
from heliograph.server.push.tokens import b64, sign_token
from heliograph.server.push.web_client import Unreachable, WebClient

_RECORD_BYTES = 4_096
"""What a push service must carry at least, header and tag included: RFC 8030, 7.2."""

_OVERHEAD_BYTES = 86 + 16 + 1
CONTENT_BYTES_MAX = _RECORD_BYTES - _OVERHEAD_BYTES
_PADDED_TO = 512
"""Lengths are told apart no finer: what is said shows in them."""

_TOKEN_LIFETIME_S = 12 * 3_600
_TOKEN_RENEWED_S = 3_600
_TOKENS_KEPT = 256


class WebPush:
    """Delivers to browsers, and to UnifiedPush distributors that speak web push.

    `contact` is who the push service may write to: mailto: or https:, or nobody if it is empty.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        key: ec.EllipticCurvePrivateKey,
        contact: str,
        own_networks: tuple[IpNetwork, ...],
        wire_now: Callable[[], float],
    ) -> None:
        self._client = client
        self._signer = VapidSigner(key, contact=contact, wire_now=wire_now)
        self._own_networks = own_networks

    async def deliver(self, task: PushTask, content: bytes, *, lifetime_s: int) -> Attempt:
        """Encrypt `content` and hand it over."""
        try:
            subscription = read_subscription(task.device.token, self._own_networks)
        except errors.Refused as refusal:
            return Attempt(Outcome.GONE, reason=refusal.token)
        urgent = task.subject in (Subject.MESSAGE, Subject.ENCRYPTED, Subject.REACTION)
        headers = {
            "Authorization": self._signer.authorization(subscription.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(lifetime_s),
            "Topic": topic(task),
            "Urgency": "high" if urgent else "low",
        }
        body = encrypt(subscription, content)
        try:
            answer = await self._client.send(
                "POST", subscription.endpoint, headers=headers, body=body
            )
        except Unreachable as error:
            return unanswered(error)
        return attempt_of(answer)


class VapidSigner:
    """Says who is asking, so that a push service knows whom to complain to."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, *, contact: str, wire_now: Callable[[], float]
    ) -> None:
        self._key = key
        self._contact = contact
        self._wire_now = wire_now
        self._kept: dict[str, tuple[int, str]] = {}
        self.public_key = b64(point(key.public_key()))

    def authorization(self, endpoint: WebAddress) -> str:
        """The header's value; the same for a while, as push services want it."""
        now = int(self._wire_now())
        expires, value = self._kept.get(endpoint.origin, (0, ""))
        if expires < now + _TOKEN_RENEWED_S or expires > now + _TOKEN_LIFETIME_S:
            if len(self._kept) >= _TOKENS_KEPT:
                self._kept.clear()
            expires = now + _TOKEN_LIFETIME_S
            value = self._sign(endpoint.origin, expires)
            self._kept[endpoint.origin] = (expires, value)
        return value

    def _sign(self, audience: str, expires: int) -> str:
        claims: dict[str, str | int] = {"aud": audience, "exp": expires}
        if self._contact:
            claims["sub"] = self._contact
        token = sign_token({"typ": "JWT", "alg": "ES256"}, claims, self._key)
        return f"vapid t={token}, k={self.public_key}"


def encrypt(
    subscription: Subscription,
    content: bytes,
    *,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
    padded_to: int = _PADDED_TO,
) -> bytes:
    """The body of a request: RFC 8291. `salt` and `key` are drawn anew unless a test gives them.

    ValueError for more than CONTENT_BYTES_MAX.
    """
    if len(content) > CONTENT_BYTES_MAX:
        raise ValueError("more than a push service must carry")
    salt = salt or os.urandom(16)
    key = key or ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), subscription.public_key)
    ours = point(key.public_key())
    info = b"WebPush: info\0" + subscription.public_key + ours
    secret = _derive(key.exchange(ec.ECDH(), theirs), subscription.auth, info, 32)
    content_key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    padding = min(-len(content) % padded_to, CONTENT_BYTES_MAX - len(content))
    sealed = AESGCM(content_key).encrypt(nonce, content + b"\x02" + bytes(padding), None)
    return salt + struct.pack(">IB", _RECORD_BYTES, len(ours)) + ours + sealed


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as browsers write it: 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(secret: bytes, salt: bytes, info: bytes, size_bytes: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=size_bytes, salt=salt, info=info).derive(secret)


def topic(task: PushTask) -> str:
    """Of what a push service has with the same topic it keeps the newest, while a device is away.

    It tells dialogs of a device apart and nothing else, so it is no plain id.
    """
    named = f"{task.device.token}/{task.peer_id}".encode()
    return b64(hashlib.sha256(named).digest()[:24])
