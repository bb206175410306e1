"""Secrets as they lie on disk: AES-GCM, bound to what they belong to."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class Sealer:
    """Seals secrets under a 32-byte key that is not in the database."""

    def __init__(self, key_secret: bytes) -> None:
        self._cipher = AESGCM(key_secret)

    def seal(self, owner_id: int, secret: bytes, *, kind: bytes = b"") -> bytes:
        """Nonce and ciphertext; opens only under the same id and kind.

        The id is an auth key's where no other `kind` is named.
        """
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, _name(owner_id, kind))

    def open(self, owner_id: int, sealed: bytes, *, kind: bytes = b"") -> bytes:
        """The secret. Raises cryptography's InvalidTag if key, id, kind or bytes are others."""
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return self._cipher.decrypt(nonce, ciphertext, _name(owner_id, kind))


def _name(owner_id: int, kind: bytes) -> bytes:
    return owner_id.to_bytes(8, "little", signed=True) + kind
