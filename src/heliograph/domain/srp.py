"""The server's half of SRP 6a, with the numbers and the padding that clients use.

Every number goes into a hash as 256 bytes, big end first.

https://core.telegram.org/api/srp#checking-the-password-with-srp
"""

import hashlib
import hmac

import gmpy2
import msgspec
from gmpy2 import mpz

from heliograph.domain.passwords import GENERATOR, PRIME

NUMBER_BYTES = 256
PROOF_BYTES = 32
EXPONENT_SEED_BYTES = 64

_P = mpz(int.from_bytes(PRIME, "big"))
_G_BYTES = GENERATOR.to_bytes(NUMBER_BYTES, "big")
# What every honest g_a keeps from 1 and p; the key exchange asks for the same distance.
_MARGIN = 1 << (2048 - 64)


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


_K = int.from_bytes(_hash(PRIME, _G_BYTES), "big")
_P_XOR_G = bytes(a ^ b for a, b in zip(_hash(PRIME), _hash(_G_BYTES), strict=True))


class Verifier(msgspec.Struct, frozen=True, kw_only=True):
    """What a password is checked against: g to the power of its hash, and the hash's two salts."""

    salt1: bytes
    salt2: bytes
    value: bytes


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a client sends in a password's place: the challenge's id, its g_a (`A`) and `M1`."""

    srp_id: int
    public: bytes
    proof: bytes


def is_verifier(value: bytes) -> bool:
    """Whether 256 bytes can be g to some secret power: 0, 1 and p - 1 let anybody in."""
    return len(value) == NUMBER_BYTES and 1 < int.from_bytes(value, "big") < _P - 1


def is_public(public: bytes) -> bool:
    """Whether a client's g_a is in range; a multiple of p would prove any password."""
    value = int.from_bytes(public, "big")
    return len(public) <= NUMBER_BYTES and _MARGIN <= value <= _P - _MARGIN


def exponent(seed: bytes) -> int:
    """The server's secret `b` from 64 unpredictable bytes.

    The leading one keeps the length, and so the time of a power, the same for every secret. 512
    bits instead of 2,048: see docs/decisions/dh-secrets-of-512-bits.md.
    """
    return 1 << (8 * EXPONENT_SEED_BYTES) | int.from_bytes(seed, "big")


def challenge(verifier: Verifier, secret: int) -> bytes:
    """`srp_B` for a verifier and the server's exponent (about 1 ms of CPU)."""
    value = int.from_bytes(verifier.value, "big")
    return _bytes((_K * value + _power(GENERATOR, secret)) % _P)


def proves(verifier: Verifier, secret: int, given: Proof) -> bool:
    """Whether the proof shows that its maker knows the password (about 3 ms of CPU).

    `given.public` must have passed `is_public`.
    """
    public = given.public.rjust(NUMBER_BYTES, b"\0")
    challenged = challenge(verifier, secret)
    scramble = int.from_bytes(_hash(public, challenged), "big")
    if scramble == 0:
        return False
    value = int.from_bytes(verifier.value, "big")
    base = int.from_bytes(public, "big") * _power(value, scramble) % _P
    shared = _hash(_bytes(_power(base, secret)))
    salts = _hash(verifier.salt1), _hash(verifier.salt2)
    expected = _hash(_P_XOR_G, *salts, public, challenged, shared)
    return hmac.compare_digest(expected, given.proof)


def _bytes(number: mpz) -> bytes:
    return int(number).to_bytes(NUMBER_BYTES, "big")


def _power(base: int | mpz, secret: int) -> mpz:
    # In constant time, and the loop's thread runs on while this one multiplies.
    with gmpy2.context(gmpy2.get_context(), allow_release_gil=True):
        return gmpy2.powmod_sec(mpz(base), mpz(secret), _P)
