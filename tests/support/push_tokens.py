"""Devices as their push services name them, and as they read what they are told."""

import base64
import json
from hashlib import sha1, sha256
from typing import Any

from cryptg import decrypt_ige
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Browser:
    """Keys as a browser makes them for a subscription; `endpoint` is its push service's."""

    def __init__(self, endpoint: str = "https://push.example.org/send/1") -> None:
        self.endpoint = endpoint
        self.private_key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = self.private_key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.auth = bytes(range(16))

    def token(self, **changes: object) -> str:
        """The token a client registers; `changes` replace p256dh, auth or the endpoint."""
        said = {"endpoint": self.endpoint, "p256dh": b64(self.public_key), "auth": b64(self.auth)}
        said |= changes  # type: ignore[arg-type]
        return json.dumps(
            {
                "endpoint": said["endpoint"],
                "keys": {"p256dh": said["p256dh"], "auth": said["auth"]},
            }
        )

    def read(self, body: bytes) -> bytes:
        """What a push service was handed, decrypted as RFC 8291 has browsers do it."""
        salt, size, key_size = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, sealed = body[21 : 21 + key_size], body[21 + key_size :]
        assert len(sealed) <= size
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.private_key.exchange(ec.ECDH(), public)
        info = b"WebPush: info\0" + self.public_key + theirs
        secret = _hkdf(shared, self.auth, info, 32)
        key = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\x02"
        return plain[:-1]

    def notice(self, body: bytes) -> Any:
        """The notice in what a push service was handed."""
        return json.loads(self.read(body))


def open_notice(secret: bytes, sealed: str) -> Any:
    """The notice in a `p`, decrypted and checked as Android does it."""
    packet = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    assert packet[:8] == sha1(secret).digest()[-8:]
    msg_key, x = packet[8:24], 8
    a = sha256(msg_key + secret[x : x + 36]).digest()
    b = sha256(secret[40 + x : 76 + x] + msg_key).digest()
    plain = decrypt_ige(packet[24:], a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:])
    assert sha256(secret[88 + x : 120 + x] + plain).digest()[8:24] == msg_key
    length = int.from_bytes(plain[:4], "little")
    assert 12 <= len(plain) - 4 - length <= 1024
    return json.loads(plain[4 : 4 + length])


def _hkdf(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=salt, info=info).derive(secret)


def b64(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
