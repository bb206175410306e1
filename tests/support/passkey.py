"""A device that makes passkeys and signs in by them, as a browser hands on what it says.

https://www.w3.org/TR/webauthn-3/#sctn-authenticator-ops
"""

import base64
import hashlib
import itertools
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40
_ids = itertools.count(1)


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Device:
    """Somebody's device with one passkey; `verifies` says whether it asks for a finger."""

    def __init__(self, origin: str, *, host: str, verifies: bool = True) -> None:
        self.origin = origin
        self.host = host
        self.count = 0
        self._flags = PRESENT | (VERIFIED if verifies else 0)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.id = next(_ids).to_bytes(16, "big")

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says of a passkey that was just made."""
        public = ES256.from_cryptography_key(self._key.public_key())
        made = AttestedCredentialData.create(bytes(16), self.id, public)
        data = self._data(self._flags | MADE, made)
        attested = AttestationObject.create("none", AuthenticatorData(data), {})
        return self._answer(
            clientDataJSON=self._client("webauthn.create", options["challenge"]),
            attestationObject=bytes(attested),
        )

    def prove(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says of a passkey that was just used."""
        client = self._client("webauthn.get", options["challenge"])
        self.count += 1
        data = self._data(self._flags, None)
        signed = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int, made: AttestedCredentialData | None) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return bytes(AuthenticatorData.create(host, flags, self.count, made or b""))

    def _answer(self, **response: bytes) -> dict[str, Any]:
        return {
            "id": text(self.id),
            "rawId": text(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: text(content) for name, content in response.items()},
        }
