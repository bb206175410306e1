"""Browsers in which somebody of the staff has signed in before: they have tries of their own, so
that no stranger who knows a name uses up those of its owner."""

from hashlib import blake2b
from hmac import compare_digest

COOKIE = "heliograph-known"
LIFETIME_S = 365 * 86_400
"""For so long a browser keeps it; it says that a name signed in there, and lets nobody in."""

NONCE_BYTES = 16
_VALUE_LENGTH_MAX = 120


class Devices:
    """Makes and knows what such browsers keep; `key` is in no database."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, name: str, nonce: bytes) -> str:
        """What a browser keeps in which this name has just signed in."""
        said = f"{nonce.hex()}~{name}"
        return f"{self._mac(said)}~{said}"

    def known(self, value: str, *, name: str = "") -> str:
        """Which of our browsers this is, "" for none of ours, and for another name's where one is
        given."""
        mac, _, said = value[:_VALUE_LENGTH_MAX].partition("~")
        nonce, _, owner = said.partition("~")
        ours = compare_digest(self._mac(said).encode(), mac.encode())
        meant = not name or compare_digest(owner.encode(), name.encode())
        return nonce if ours and meant else ""

    def _mac(self, said: str) -> str:
        made = blake2b(said.encode(), key=self._key, digest_size=16, person=b"staff-device")
        return made.hexdigest()
