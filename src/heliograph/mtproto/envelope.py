"""The encrypted envelope around every message (MTProto 2.0), and the plain one of handshakes.

https://core.telegram.org/mtproto/description
"""

import struct
from hashlib import sha1, sha256
from hmac import compare_digest
from typing import NamedTuple

from heliograph.mtproto import ige
from heliograph.mtproto.errors import EnvelopeError
from heliograph.mtproto.padding import PaddingPool

AUTH_KEY_BYTES = 256

_HEADER = struct.Struct("<qqqiI")
_HEADER_BYTES = _HEADER.size
_OUTER_BYTES = 24  # auth_key_id and msg_key
_MIN_PADDING, _MAX_PADDING = 12, 1024
_UNENCRYPTED = struct.Struct("<qqI")
# So much is copied sooner than a second call of the hash returns.
_COPIED_BYTES = 4 << 10
_pool = PaddingPool()


class AuthSecret:
    """A 256-byte auth key with everything that is derived from it once.

    `key_id` is the signed int64 that packets carry; `aux_hash` proves the key in dh_gen_ok.
    https://core.telegram.org/mtproto/auth_key
    """

    __slots__ = ("aux_hash", "in_a", "in_b", "in_tag", "key", "key_id", "key_id_bytes", "out_a",
                 "out_b", "out_tag")  # fmt: skip

    def __init__(self, key: bytes) -> None:
        if len(key) != AUTH_KEY_BYTES:
            raise ValueError(f"an auth key has {AUTH_KEY_BYTES} bytes")
        digest = sha1(key).digest()
        self.key = key
        self.aux_hash = digest[:8]
        self.key_id_bytes = digest[12:]
        self.key_id = int.from_bytes(self.key_id_bytes, "little", signed=True)
        # Slices at x = 0 open what the client sends, those at x = 8 seal what we send.
        self.in_a, self.in_b, self.in_tag = key[0:36], key[40:76], key[88:120]
        self.out_a, self.out_b, self.out_tag = key[8:44], key[48:84], key[96:128]

    def __repr__(self) -> str:
        return f"AuthSecret(key_id={self.key_id})"


class Plain(NamedTuple):
    """An opened packet; ids and salt are signed int64 as the wire has them."""

    salt: int
    session_id: int
    msg_id: int
    seqno: int
    body: memoryview
    quick_ack_token: int


def auth_key_id_of(packet: bytes) -> int:
    """Return the signed key id a packet names; 0 means an unencrypted message."""
    return int.from_bytes(packet[:8], "little", signed=True)


def open_message(secret: AuthSecret, packet: bytes) -> Plain:
    """Decrypt a client's packet and check it before anything in it is used.

    Raises EnvelopeError, which is never a reason for -404: the key is known.
    https://core.telegram.org/mtproto/security_guidelines
    """
    size = len(packet) - _OUTER_BYTES
    if size < 48 or size % 16 or packet[:8] != secret.key_id_bytes:
        raise EnvelopeError("not a packet of this key")
    msg_key = packet[8:24]
    a = sha256(msg_key + secret.in_a).digest()
    b = sha256(secret.in_b + msg_key).digest()
    key, iv = a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:]
    plain = ige.decrypt(packet, key, iv, start=_OUTER_BYTES)
    digest = _hash(secret.in_tag, plain)
    if not compare_digest(digest[8:24], msg_key):
        raise EnvelopeError("msg_key does not match")
    salt, session_id, msg_id, seqno, length = _HEADER.unpack_from(plain)
    if length % 4 or not _MIN_PADDING <= size - _HEADER_BYTES - length <= _MAX_PADDING:
        raise EnvelopeError("length or padding out of range")
    return Plain(
        salt,
        session_id,
        msg_id,
        seqno,
        memoryview(plain)[_HEADER_BYTES : _HEADER_BYTES + length],
        int.from_bytes(digest[:4], "little") | 0x80000000,
    )


class Packet:
    """One message (or container) to the client; `size` is that of its content in bytes.

    The length of `body` divides by 4.
    """

    __slots__ = ("_body", "_header", "_padding", "_secret", "size")

    def __init__(
        self,
        secret: AuthSecret,
        body: bytes,
        *,
        salt: int,
        session_id: int,
        msg_id: int,
        seqno: int,
    ) -> None:
        self.size = length = len(body)
        self._secret = secret
        self._body = body
        self._header = _HEADER.pack(salt, session_id, msg_id, seqno, length)
        self._padding = _pool.take(_MIN_PADDING + (-(_HEADER_BYTES + length + _MIN_PADDING) & 15))

    def seal(self) -> bytes:
        """Encrypt it: to be called once, in any thread."""
        secret = self._secret
        plain = b"".join((self._header, self._body, self._padding))
        msg_key = _hash(secret.out_tag, plain)[8:24]
        a = sha256(msg_key + secret.out_a).digest()
        b = sha256(secret.out_b + msg_key).digest()
        return (
            secret.key_id_bytes
            + msg_key
            + ige.encrypt(plain, a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:])
        )


def _hash(tag: bytes, plain: bytes) -> bytes:
    if len(plain) <= _COPIED_BYTES:
        return sha256(tag + plain).digest()
    # Without another copy of what may be a part of a file.
    hashed = sha256(tag)
    hashed.update(plain)
    return hashed.digest()


def open_unencrypted(packet: bytes) -> bytes:
    """Return the body of a message without a key, as handshakes exchange them.

    Any msg_id is accepted (TDLib sends 0) and so are up to 15 bytes after the body, which
    the padded transport leaves there.
    https://core.telegram.org/mtproto/description#unencrypted-message
    """
    if len(packet) < _UNENCRYPTED.size:
        raise EnvelopeError("an unencrypted message without a header")
    key_id, _, length = _UNENCRYPTED.unpack_from(packet)
    rest = len(packet) - _UNENCRYPTED.size - length
    if key_id or not 0 <= rest <= 15:
        raise EnvelopeError("an unencrypted message of a false length")
    return packet[_UNENCRYPTED.size : _UNENCRYPTED.size + length]


def seal_unencrypted(msg_id: int, body: bytes) -> bytes:
    """Wrap a handshake reply; `msg_id` is the server's, ≡ 1 mod 4."""
    return _UNENCRYPTED.pack(0, msg_id, len(body)) + body
