"""Auth key secrets as they lie on disk: AES-GCM, bound to the key's id."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class Sealer:
    """Seals secrets under a 32-byte key that is not in the database."""

    def __init__(self, key_secret: bytes) -> None:
        self._cipher = AESGCM(key_secret)

    def seal(self, auth_key_id: int, secret: bytes) -> bytes:
        """Nonce and ciphertext; opens only under the same id."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, _name(auth_key_id))

    def open(self, auth_key_id: int, sealed: bytes) -> bytes:
        """The secret. Raises cryptography's InvalidTag if key, id or bytes are not the ones."""
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return self._cipher.decrypt(nonce, ciphertext, _name(auth_key_id))


def _name(auth_key_id: int) -> bytes:
    return auth_key_id.to_bytes(8, "little", signed=True)
