"""The server's RSA key and the two forms in which clients encrypt with it.

https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication
"""

import secrets
from collections.abc import Callable
from hashlib import sha1, sha256
from hmac import compare_digest

import gmpy2
from cryptg import decrypt_ige
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from gmpy2 import mpz

from heliograph.mtproto.errors import HandshakeError
from heliograph.mtproto.tl_bytes import pack_bytes

KEY_BYTES = 256
_RSA_PAD_DATA_BYTES = 192


class ServerKey:
    """A 2048-bit RSA key whose private operation is blinded, checked and constant-time."""

    def __init__(self, key: RSAPrivateKey) -> None:
        if key.key_size != KEY_BYTES * 8:
            raise ValueError("the server key must have 2048 bits")
        private = key.private_numbers()
        public = private.public_numbers
        self.n, self.e = public.n, public.e
        self._n, self._e = mpz(public.n), mpz(public.e)
        self._p, self._q = mpz(private.p), mpz(private.q)
        self._dp, self._dq = mpz(private.dmp1), mpz(private.dmq1)
        self._q_inverse = mpz(private.iqmp)
        self.fingerprint = fingerprint(public.n, public.e)

    def decrypt(self, block: bytes) -> bytes:
        """Return the 256 bytes behind a client's 256-byte `block` (about 1 ms of CPU).

        By the Chinese remainder theorem on a blinded value; the result is checked by
        encrypting it again, because one faulty half would give the key away.
        """
        c = mpz(int.from_bytes(block, "big"))
        if len(block) != KEY_BYTES or c >= self._n:
            raise HandshakeError("RSA block out of range")
        mask = mpz(2 + secrets.randbelow(self.n - 3))
        # The loop's thread runs on while this one multiplies.
        with gmpy2.context(gmpy2.get_context(), allow_release_gil=True):
            blinded = c * gmpy2.powmod(mask, self._e, self._n) % self._n
            m = self._private_power(blinded)
            if gmpy2.powmod(m, self._e, self._n) != blinded:
                raise RuntimeError("the RSA computation failed its check")
            m = m * gmpy2.invert(mask, self._n) % self._n
        return int(m).to_bytes(KEY_BYTES, "big")

    def _private_power(self, c: mpz) -> mpz:
        m_p = gmpy2.powmod_sec(c % self._p, self._dp, self._p)
        m_q = gmpy2.powmod_sec(c % self._q, self._dq, self._q)
        return m_q + self._q * (self._q_inverse * (m_p - m_q) % self._p)


def fingerprint(n: int, e: int) -> int:
    """Return the signed int64 that names a public key on the wire.

    The low 64 bits of SHA1 over the bare TL `rsa_public_key n e`; people read it as
    `fingerprint_hex`.
    """
    body = pack_bytes(_big_endian(n)) + pack_bytes(_big_endian(e))
    return int.from_bytes(sha1(body).digest()[-8:], "little", signed=True)


def fingerprint_hex(value: int) -> str:
    """Return a fingerprint as people compare it: 16 hex digits of the unsigned number."""
    return f"{value & 0xFFFFFFFFFFFFFFFF:016x}"


def unpad(block: bytes, length_of: Callable[[bytes], int]) -> bytes:
    """Return the TL data inside a decrypted 256-byte block, of either form.

    RSA_PAD is known by its SHA256; the older form, which libraries still send, by the SHA1
    of the data, whose length `length_of` finds by parsing (it may raise HandshakeError).
    RSA_PAD's data keeps its random padding.
    """
    data = _rsa_pad_data(block)
    if data is not None:
        return data
    digest, data = block[1:21], block[21:]
    length = length_of(data)
    if block[0] or not compare_digest(sha1(data[:length]).digest(), digest):
        raise HandshakeError("encrypted_data holds neither RSA_PAD nor SHA1 padding")
    return data[:length]


def _rsa_pad_data(block: bytes) -> bytes | None:
    masked_key, sealed = block[:32], block[32:]
    mask = int.from_bytes(sha256(sealed).digest(), "big")
    temp_key = (int.from_bytes(masked_key, "big") ^ mask).to_bytes(32, "big")
    plain = decrypt_ige(sealed, temp_key, bytes(32))
    data, digest = plain[:_RSA_PAD_DATA_BYTES][::-1], plain[_RSA_PAD_DATA_BYTES:]
    return data if compare_digest(sha256(temp_key + data).digest(), digest) else None


def _big_endian(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
