"""The numbers of two-step verification, and the salts and challenges the server draws for it.

All of them are derived from a secret of the server, so that nothing is kept for a client that only
asks. An account's `generation` rises with every change of its password: what was drawn for an
earlier one no longer fits.

https://core.telegram.org/api/srp
"""

import hashlib
import hmac
import struct

import msgspec

# The live service's safe prime: clients know it and would test any other for primality. The key
# exchange uses the same one, in a stack that this one does not import.
PRIME = bytes.fromhex(
    "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F"
    "48198A0AA7C14058229493D22530F4DBFA336F6E0AC925139543AED44CCE7C37"
    "20FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64"
    "2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4"
    "A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754"
    "FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4"
    "E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F"
    "0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B10403119CD8E3B92FCC5B"
)
GENERATOR = 3

# The server's half of each salt; the client adds its own.
SALT_BYTES = 8
SECURE_RANDOM_BYTES = 256

_SUBJECT = struct.Struct("<qqqI")
_NONCE_BITS = 32


class NewSalts(msgspec.Struct, frozen=True, kw_only=True):
    """What the server gives to the salts of an account's next password."""

    salt1: bytes
    salt2: bytes
    secure: bytes


def new_salts(secret: bytes, account_id: int, generation: int) -> NewSalts:
    """The salts for the password after `generation`; the same however often they are asked for."""
    drawn = _derive(secret, b"salts", account_id, generation)
    first, second, third = (drawn[i * SALT_BYTES : (i + 1) * SALT_BYTES] for i in range(3))
    return NewSalts(salt1=first, salt2=second, secure=third)


class ChallengeFor(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a challenge is for; `lifetime_s` is the least time that it holds (twice at most)."""

    account_id: int
    generation: int
    date: int
    lifetime_s: int


def make_srp_id(secret: bytes, whom: ChallengeFor, nonce: int) -> int:
    """A challenge's id: signed 64 bit, bound to account, generation and time.

    `nonce` is a random number from 1 to 2^32 - 1; with it no id is 0, which GramJS takes for none.
    """
    window = whom.date // whom.lifetime_s
    mark = _mark(secret, whom, nonce=nonce, window=window)
    made: int = struct.unpack("<q", struct.pack("<II", mark, nonce))[0]
    return made


def is_srp_id(secret: bytes, whom: ChallengeFor, srp_id: int) -> bool:
    """Whether the id was made for this account and generation and has not expired at `date`."""
    mark, nonce = struct.unpack("<II", struct.pack("<q", srp_id))
    window = whom.date // whom.lifetime_s
    marks = [_mark(secret, whom, nonce=nonce, window=window - age) for age in (0, 1)]
    return mark in marks


def challenge_seed(secret: bytes, whom: ChallengeFor, srp_id: int) -> bytes:
    """The 64 secret bytes behind a challenge."""
    return _derive(secret, b"exponent", whom.account_id, whom.generation, srp_id)


def _mark(secret: bytes, whom: ChallengeFor, *, nonce: int, window: int) -> int:
    drawn = _derive(secret, b"id", whom.account_id, whom.generation, window, nonce)
    return int.from_bytes(drawn[: _NONCE_BITS // 8], "little")


def _derive(
    secret: bytes, use: bytes, account_id: int, generation: int, number: int = 0, nonce: int = 0
) -> bytes:
    content = use + b"\0" + _SUBJECT.pack(account_id, generation, number, nonce)
    return hmac.digest(secret, content, hashlib.sha512)
