"""Codes: how they are drawn and hidden."""

import hashlib

from heliograph.ports.random import Random

_PAUSE_FROM_MS = 50
_PAUSE_TO_MS = 250
_MAC_BYTES = 16
_HASH_BYTES = 16


def draw_code(random: Random, digits: int) -> str:
    """A random code, leading zeros included."""
    return f"{random.below(10**digits):0{digits}d}"


def draw_code_hash(random: Random) -> str:
    """The name of a code request, which only the client that asked is told."""
    return random.token(_HASH_BYTES).hex()


def draw_pause_s(random: Random) -> float:
    """Seconds that delivery waits: enough for the answer to leave, and of no use as a mark."""
    return (_PAUSE_FROM_MS + random.below(_PAUSE_TO_MS - _PAUSE_FROM_MS + 1)) / 1000


def code_mac(secret: bytes, phone: str, code: str) -> bytes:
    """What is stored in a code's place: without `secret` nobody can try all codes against it.

    It depends on phone and code alone, so that an invitation's code can stand in for a login
    code. `phone` is digits only.
    """
    content = f"{phone}:{code}".encode()
    return hashlib.blake2b(content, key=secret, digest_size=_MAC_BYTES).digest()


def change_code_mac(secret: bytes, account_id: int, phone: str, code: str) -> bytes:
    """As `code_mac`, for a code that moves this account to the number and does nothing else."""
    content = f"{account_id}:{phone}:{code}".encode()
    return _mac(secret, content, use=b"change phone")


def keep_code_mac(secret: bytes, account_id: int, phone: str, code: str) -> bytes:
    """As `code_mac`, for a code that keeps this account from deletion and does nothing else."""
    content = f"{account_id}:{phone}:{code}".encode()
    return _mac(secret, content, use=b"keep account")


def keep_proof(secret: bytes, account_id: int, delete_at: int) -> str:
    """What the link holds by which the account's devices object to its deletion."""
    return _mac(secret, f"{account_id}:{delete_at}".encode(), use=b"objection").hex()


def bot_token_mac(secret: bytes, token: str) -> bytes:
    """What is stored in the place of a bot's token."""
    return _mac(secret, token.encode(), use=b"bot token")


def mail_code_mac(secret: bytes, account_id: int, code: str) -> bytes:
    """What is stored in the place of a code that went to an account's mail address."""
    content = f"{account_id}:{code}".encode()
    return _mac(secret, content, use=b"mail code")


def recipient_mac(secret: bytes, address: str) -> bytes:
    """What is stored of a mail address, so that letters to it can be counted."""
    return _mac(secret, address.casefold().encode(), use=b"recipient")


def _mac(secret: bytes, content: bytes, *, use: bytes) -> bytes:
    return hashlib.blake2b(content, key=secret, digest_size=_MAC_BYTES, person=use).digest()
