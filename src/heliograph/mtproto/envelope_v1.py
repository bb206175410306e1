"""The envelope of MTProto 1.0, which lives on in the message that binds a temporary key.

https://core.telegram.org/mtproto/description_v1
"""

import struct
from hashlib import sha1
from hmac import compare_digest
from typing import NamedTuple

from cryptg import decrypt_ige

from heliograph.mtproto.envelope import AuthSecret
from heliograph.mtproto.errors import EnvelopeError

_OUTER_BYTES = 24  # auth_key_id and msg_key
_HEADER = struct.Struct("<16xqiI")  # 16 random bytes, msg_id, seqno, length
_INNER = struct.Struct("<Iqqqqi")
_BIND_AUTH_KEY_INNER = 0x75A3F765


class BindAuthKeyInner(NamedTuple):
    """What a client encrypts with its permanent key, and the msg_id and seqno around it."""

    msg_id: int
    seqno: int
    nonce: int
    temp_auth_key_id: int
    perm_auth_key_id: int
    temp_session_id: int
    expires_at: int


def open_bind_message(secret: AuthSecret, sealed: bytes) -> BindAuthKeyInner:
    """Decrypt `encrypted_message` with the permanent key and check it before it is used.

    Raises EnvelopeError for anything but one bind_auth_key_inner with less than a block of padding.
    https://core.telegram.org/method/auth.bindTempAuthKey#generating-encrypted-message
    """
    size = len(sealed) - _OUTER_BYTES
    used = _HEADER.size + _INNER.size
    if size % 16 or not used <= size < used + 16 or sealed[:8] != secret.key_id_bytes:
        raise EnvelopeError("not a binding message of this key")
    msg_key = sealed[8:24]
    plain = decrypt_ige(sealed[24:], *_message_key(secret.key, msg_key))
    if not compare_digest(sha1(plain[:used]).digest()[4:], msg_key):
        raise EnvelopeError("msg_key does not match")
    msg_id, seqno, length = _HEADER.unpack_from(plain)
    constructor, *fields = _INNER.unpack_from(plain, _HEADER.size)
    if length != _INNER.size or constructor != _BIND_AUTH_KEY_INNER:
        raise EnvelopeError("no bind_auth_key_inner")
    return BindAuthKeyInner(msg_id, seqno, *fields)


def _message_key(key: bytes, msg_key: bytes) -> tuple[bytes, bytes]:
    """AES key and IV of a message from the client.

    https://core.telegram.org/mtproto/description_v1#defining-aes-key-and-initialization-vector
    """
    a = sha1(msg_key + key[0:32]).digest()
    b = sha1(key[32:48] + msg_key + key[48:64]).digest()
    c = sha1(key[64:96] + msg_key).digest()
    d = sha1(msg_key + key[96:128]).digest()
    return a[:8] + b[8:] + c[4:16], a[8:] + b[:8] + c[16:] + d[:8]
