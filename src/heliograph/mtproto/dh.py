"""Numbers of the key exchange: the one prime clients accept, secret powers, pq.

https://core.telegram.org/mtproto/auth_key , https://core.telegram.org/mtproto/security_guidelines
"""

import secrets
from typing import NamedTuple

import gmpy2
from gmpy2 import mpz

from heliograph.mtproto.errors import HandshakeError

# The live service's safe prime. Pyrogram and Kurigram compare it with a constant and refuse
# any other; the rest would test another one for primality, slowly.
DH_PRIME = int(
    "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F"
    "48198A0AA7C14058229493D22530F4DBFA336F6E0AC925139543AED44CCE7C37"
    "20FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64"
    "2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4"
    "A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754"
    "FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4"
    "E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F"
    "0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B10403119CD8E3B92FCC5B",
    16,
)
DH_PRIME_BYTES = DH_PRIME.to_bytes(256, "big")
DH_G = 3

# The page asks for exponents of 2048 random bits. In a group of prime order (p - 1) / 2
# the best attack on 512 bits takes 2^256 steps, and the power costs a quarter.
_SECRET_BITS = 512
_MARGIN = 1 << (2048 - 64)
_P = mpz(DH_PRIME)


class DhPair(NamedTuple):
    """A secret exponent and its public power; use it for one exchange only."""

    exponent: int
    public: int


def is_safe_public(value: int) -> bool:
    """Tell whether g_a or g_b keeps the distance from 1 and p that both sides must check.

    https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete
    """
    return _MARGIN <= value <= DH_PRIME - _MARGIN


def make_pair() -> DhPair:
    """Draw a secret and raise g to it in constant time (about 1 ms of CPU)."""
    while True:
        # The leading one keeps the length, and so the time, the same for every secret.
        exponent = 1 << _SECRET_BITS | secrets.randbits(_SECRET_BITS)
        public = _power(DH_G, exponent)
        if is_safe_public(public):
            return DhPair(exponent, public)


def shared_key(pair: DhPair, peer_public: int) -> bytes:
    """Return the 256-byte secret shared with the owner of `peer_public` (about 1 ms of CPU).

    Raises HandshakeError for a public value out of range.
    """
    if not is_safe_public(peer_public):
        raise HandshakeError("public DH value out of range")
    return _power(peer_public, pair.exponent).to_bytes(256, "big")


def make_pq() -> tuple[int, int]:
    """Return two different primes p < q of 31 bits; their product has exactly 8 bytes.

    Clients must factor it, so that asking for keys costs more than answering. TDLib gives
    up above 2^63.
    """
    p = q = 0
    while p == q:
        p, q = _prime(), _prime()
    return min(p, q), max(p, q)


def _prime() -> int:
    # The distance to the next prime is at most 336 at this size: the result keeps its bits.
    return int(gmpy2.next_prime((1 << 30) + secrets.randbelow((1 << 30) - 512)))


def _power(base: int, exponent: int) -> int:
    # The loop's thread runs on while this one multiplies.
    with gmpy2.context(gmpy2.get_context(), allow_release_gil=True):
        return int(gmpy2.powmod_sec(mpz(base), mpz(exponent), _P))
