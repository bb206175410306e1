"""The envelope of MTProto 1.0, as the binding of temporary keys uses it."""

import os
import struct

import pytest

from heliograph.mtproto.envelope import AuthSecret
from heliograph.mtproto.envelope_v1 import BindAuthKeyInner, open_bind_message
from heliograph.mtproto.errors import EnvelopeError
from support.mtproto_client import bind_message, seal_v1

KEY = bytes(range(256))
SECRET = AuthSecret(KEY)
INNER = struct.pack("<Iqqqqi", 0x75A3F765, -1, 2, 3, 4, 5)


def head(length: int) -> bytes:
    return os.urandom(16) + struct.pack("<qiI", 8, 0, length)


def test_4_2_a_binding_message_opens_with_its_key() -> None:
    sealed = bind_message(
        KEY, msg_id=8, nonce=-1, temp_key_id=2, perm_key_id=3, session_id=4, expires_at=5
    )
    assert open_bind_message(SECRET, sealed) == BindAuthKeyInner(8, 0, -1, 2, 3, 4, 5)


@pytest.mark.parametrize("at", [0, 8, 24, 60, -1])
def test_4_2_a_changed_byte_is_found(at: int) -> None:
    sealed = bytearray(seal_v1(KEY, head(40) + INNER))
    sealed[at] ^= 1
    # The last byte is padding, which MTProto 1.0 does not protect; a block before it is.
    if at == -1:
        sealed[-17] ^= 1
    with pytest.raises(EnvelopeError):
        open_bind_message(SECRET, bytes(sealed))


def test_4_2_another_key_does_not_open_it() -> None:
    with pytest.raises(EnvelopeError):
        open_bind_message(AuthSecret(bytes(256)), seal_v1(KEY, head(40) + INNER))
    renamed = AuthSecret(bytes(256)).key_id_bytes + seal_v1(KEY, head(40) + INNER)[8:]
    with pytest.raises(EnvelopeError):
        open_bind_message(AuthSecret(bytes(256)), renamed)


@pytest.mark.parametrize(
    "plain",
    [
        head(40) + INNER[:-4],
        head(40) + INNER + bytes(16),
        head(36) + INNER,
        head(40) + b"\0" + INNER[1:],
        b"",
    ],
    ids=["short", "long", "false length", "another object", "empty"],
)
def test_4_2_anything_but_one_binding_is_refused(plain: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_bind_message(SECRET, seal_v1(KEY, plain))


@pytest.mark.parametrize("size", [0, 7, 24, 25, 103, 105])
def test_4_2_false_sizes_are_refused(size: int) -> None:
    with pytest.raises(EnvelopeError):
        open_bind_message(SECRET, (SECRET.key_id_bytes + bytes(200))[:size])
