"""Passphrases of the staff: long, of their own making, and kept as what was stretched from them.

https://pages.nist.gov/800-63-4/sp800-63b.html#password
"""

import hashlib
import hmac
import unicodedata

from heliograph.safety.errors import SafetyRefused

LENGTH_MIN = 15
LENGTH_MAX = 200
_DIFFERENT_MIN = 5
SALT_BYTES = 16
HASH_BYTES = 32
_COST = 1 << 15
_BLOCKS = 8
_MEMORY = 64 << 20
"""32 MiB and some 80 ms for each guess."""


def check_passphrase(text: str, *, name: str) -> str:
    """A passphrase that may be chosen. SafetyRefused says what it lacks."""
    if not LENGTH_MIN <= len(text) <= LENGTH_MAX:
        raise SafetyRefused(f"a passphrase has {LENGTH_MIN} to {LENGTH_MAX} characters")
    if name in text.lower():
        raise SafetyRefused("a passphrase does not contain the name")
    if len(set(text)) < _DIFFERENT_MIN:
        raise SafetyRefused("a passphrase is made of more than a few characters again and again")
    return text


def stretch(text: str, *, salt: bytes, key: bytes) -> bytes:
    """What is kept: the salt, and the hash under a key that is not in the database. Takes a while:
    not for the event loop."""
    whole = unicodedata.normalize("NFKC", text[:LENGTH_MAX]).encode()
    made = hashlib.scrypt(
        hmac.digest(key, whole, "sha256"),
        salt=salt,
        n=_COST,
        r=_BLOCKS,
        p=1,
        maxmem=_MEMORY,
        dklen=HASH_BYTES,
    )
    return salt + made


def is_right(text: str, kept: bytes, *, key: bytes) -> bool:
    """Whether it is the passphrase that something was kept of; takes as long as `stretch`."""
    return hmac.compare_digest(stretch(text, salt=kept[:SALT_BYTES], key=key), kept)
