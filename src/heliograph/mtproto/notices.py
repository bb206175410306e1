"""Notices encrypted with a key that a client chose for them alone.

https://core.telegram.org/api/push-updates#notification-encryption
"""

from hashlib import sha256

from cryptg import encrypt_ige

from heliograph.mtproto.envelope import AuthSecret
from heliograph.mtproto.padding import PaddingPool

_PADDING_MIN = 12
_PADDED_TO = 256
"""Lengths are told apart no finer by whoever carries them."""

_pool = PaddingPool()


def seal_notice(key: bytes, content: bytes) -> bytes:
    """Key id, msg_key and what is encrypted: the content behind its length, as MTProto 2.0 does
    for what a server sends. ValueError unless the key has 256 bytes."""
    secret = AuthSecret(key)
    length = len(content).to_bytes(4, "little")
    size = len(length) + len(content) + _PADDING_MIN
    plain = length + content + _pool.take(_PADDING_MIN + (-size % _PADDED_TO))
    msg_key = sha256(secret.out_tag + plain).digest()[8:24]
    a = sha256(msg_key + secret.out_a).digest()
    b = sha256(secret.out_b + msg_key).digest()
    sealed = encrypt_ige(plain, a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:])
    return secret.key_id_bytes + msg_key + sealed
