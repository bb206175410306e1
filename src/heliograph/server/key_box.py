"""The keys of a backup, sealed for a passphrase or for the holder of a private key.

docs/decisions/backups.md says why so.
"""

import base64
import binascii
import os
from collections.abc import Callable

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from heliograph.server.errors import CannotStart

PASSPHRASE_LENGTH_MIN = 12
_PUBLIC = "heliograph-backup-1:"
_PRIVATE = "heliograph-backup-key-1:"
_LABEL = b"heliograph backup, keys"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_COST = 1 << 17
"""128 MiB and a third of a second a guess, https://www.rfc-editor.org/rfc/rfc7914."""
_COST_MAX = 1 << 20


class WrongKey(CannotStart):
    """The box does not open with what was given, or was changed; the text says which it needs."""


class ForPassphrase(msgspec.Struct, frozen=True, kw_only=True, tag="passphrase", tag_field="for"):
    """A box that opens with a passphrase: scrypt (block size 8, one lane), then AES-256-GCM."""

    salt: bytes
    cost: int
    nonce: bytes
    sealed: bytes


class ForRecipient(msgspec.Struct, frozen=True, kw_only=True, tag="recipient", tag_field="for"):
    """A box that opens with the private key of `recipient`: X25519, HKDF, then AES-256-GCM."""

    recipient: bytes
    ephemeral: bytes
    nonce: bytes
    sealed: bytes


Box = ForPassphrase | ForRecipient

Opener = Callable[[Box, bytes], bytes]
"""Gives the content of a box that was sealed beside such bytes. Raises WrongKey, CannotStart."""


class Lock(msgspec.Struct, frozen=True):
    """What seals a box: one of the two."""

    passphrase: str | None = None
    recipient: bytes | None = None

    def __repr__(self) -> str:
        return "Lock(...)"


def passphrase_lock(passphrase: str) -> Lock:
    """Raises CannotStart if it is so short that it can be guessed."""
    if len(passphrase) < PASSPHRASE_LENGTH_MIN:
        raise CannotStart(
            f"a passphrase needs {PASSPHRASE_LENGTH_MIN} characters: whoever finds the backup "
            "may guess for as long as they like"
        )
    return Lock(passphrase=passphrase)


def recipient_lock(public: str) -> Lock:
    """From the text that `new_pair` gave. Raises CannotStart."""
    return Lock(recipient=_parse(public, _PUBLIC, "public"))


def new_pair() -> tuple[str, str]:
    """A private and a public key for backups, as text."""
    private = _text(_PRIVATE, X25519PrivateKey.generate().private_bytes_raw())
    return private, public_of(private)


def public_of(private: str) -> str:
    """The public key that belongs to a private one. Raises CannotStart."""
    key = X25519PrivateKey.from_private_bytes(_parse(private, _PRIVATE, "private"))
    return _text(_PUBLIC, key.public_key().public_bytes_raw())


def seal(content: bytes, lock: Lock, *, bound: bytes) -> Box:
    """Encrypt the content; it opens only beside the same `bound`, which is not kept."""
    nonce = os.urandom(_NONCE_BYTES)
    if lock.recipient is not None:
        own = X25519PrivateKey.generate()
        ephemeral = own.public_key().public_bytes_raw()
        shared = own.exchange(X25519PublicKey.from_public_bytes(lock.recipient))
        key = _agreed(shared, ephemeral, lock.recipient)
        return ForRecipient(
            recipient=lock.recipient,
            ephemeral=ephemeral,
            nonce=nonce,
            sealed=AESGCM(key).encrypt(nonce, content, bound),
        )
    if lock.passphrase is None:
        raise ValueError("keys are never written unencrypted")
    salt = os.urandom(16)
    key = _stretched(lock.passphrase, salt, _COST)
    sealed = AESGCM(key).encrypt(nonce, content, bound)
    return ForPassphrase(salt=salt, cost=_COST, nonce=nonce, sealed=sealed)


def open_for_passphrase(box: ForPassphrase, passphrase: str, *, bound: bytes) -> bytes:
    """The content. Raises WrongKey."""
    if not 1 < box.cost <= _COST_MAX or box.cost & (box.cost - 1):
        raise WrongKey("the backup's keys are sealed in a way this program does not know")
    return _opened(box, _stretched(passphrase, box.salt, box.cost), bound)


def open_for_recipient(box: ForRecipient, private: str, *, bound: bytes) -> bytes:
    """The content. Raises WrongKey, or CannotStart if the text is no private key."""
    key = X25519PrivateKey.from_private_bytes(_parse(private, _PRIVATE, "private"))
    if key.public_key().public_bytes_raw() != box.recipient:
        raise WrongKey(f"the backup was made for {_text(_PUBLIC, box.recipient)}, not for this key")
    shared = key.exchange(X25519PublicKey.from_public_bytes(box.ephemeral))
    return _opened(box, _agreed(shared, box.ephemeral, box.recipient), bound)


def _opened(box: Box, key: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(box.nonce, box.sealed, bound)
    except (InvalidTag, ValueError):
        raise WrongKey(
            "the backup's keys do not open: the passphrase is wrong, or the archive was changed"
        ) from None


def _agreed(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    salt = ephemeral + recipient
    return HKDF(hashes.SHA256(), length=_KEY_BYTES, salt=salt, info=_LABEL).derive(shared)


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=_KEY_BYTES, n=cost, r=8, p=1).derive(passphrase.encode())


def _text(prefix: str, key: bytes) -> str:
    return prefix + base64.urlsafe_b64encode(key).decode().rstrip("=")


def _parse(text: str, prefix: str, kind: str) -> bytes:
    text = text.strip()
    try:
        if not text.startswith(prefix):
            raise ValueError
        key = base64.urlsafe_b64decode(text.removeprefix(prefix) + "=")
        if len(key) != _KEY_BYTES:
            raise ValueError
    except (ValueError, binascii.Error):
        raise CannotStart(
            f"this is no {kind} key for backups: it begins with {prefix} (heliograph backup-key)"
        ) from None
    return key
