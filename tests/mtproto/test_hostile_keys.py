"""What a stranger may try on the keys: halves of msg_key, false padding, false nonces inside."""

import os
import struct
from hashlib import sha1, sha256

import cryptg
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from gmpy2 import mpz

from heliograph.mtproto.envelope import AuthSecret, open_message
from heliograph.mtproto.errors import EnvelopeError, HandshakeError
from heliograph.mtproto.handshake import Handshake
from heliograph.mtproto.rsa import ServerKey, unpad
from support import mtproto_client as client

KEY = bytes(range(256))


def packet_under(msg_key: bytes, plain: bytes) -> bytes:
    """A packet that opens to `plain` whatever its msg_key should have been."""
    sealed = cryptg.encrypt_ige(plain, *client.message_key(KEY, msg_key, 0))
    return sha1(KEY).digest()[-8:] + msg_key + sealed


def test_4_1_every_byte_of_msg_key_is_compared() -> None:
    plain = struct.pack("<qqqiI", 1, 2, 4, 1, 16) + bytes(16) + os.urandom(16)
    right = sha256(KEY[88:120] + plain).digest()[8:24]
    assert open_message(AuthSecret(KEY), packet_under(right, plain)).salt == 1
    for at in range(16):
        wrong = right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :]
        with pytest.raises(EnvelopeError):
            open_message(AuthSecret(KEY), packet_under(wrong, plain))


@pytest.mark.parametrize(
    ("first", "flipped"), [(0, None), (1, None), (0, 0), (0, 19)], ids=["right", "first byte",
     "digest's start", "digest's end"]
)  # fmt: skip
def test_2_2_older_padding_is_checked(first: int, flipped: int | None) -> None:
    data = b"the data" * 4
    digest = bytearray(sha1(data).digest())
    if flipped is not None:
        digest[flipped] ^= 1
    block = bytes([first]) + bytes(digest) + data + os.urandom(255 - 20 - len(data))
    if (first, flipped) == (0, None):
        assert unpad(block, lambda _: len(data)) == data
    else:
        with pytest.raises(HandshakeError):
            unpad(block, lambda _: len(data))


def test_2_11_what_is_raised_to_the_secret_power_is_never_the_stranger_s_number(
    private_key: RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_key = ServerKey(private_key)
    powers: list[mpz] = []
    power = server_key._private_power

    def noted(c: mpz) -> mpz:
        powers.append(c)
        return power(c)

    monkeypatch.setattr(server_key, "_private_power", noted)
    block = (5).to_bytes(256, "big")
    assert server_key.decrypt(block) == server_key.decrypt(block)
    assert len({*powers, mpz(5)}) == 3


@pytest.mark.parametrize("wrong", ["nonce", "server_nonce"])
def test_2_4_false_nonce_inside_the_last_step_closes(
    private_key: RSAPrivateKey, server_key: ServerKey, wrong: str
) -> None:
    exchange = client.Exchange(private_key.public_key())
    handshake = Handshake([server_key])
    answer = handshake.step(exchange.req_pq())
    assert isinstance(answer, bytes)
    exchange.on_res_pq(answer)
    work = handshake.step(exchange.req_dh_params())
    assert callable(work)
    answer = handshake.finish(work())
    assert isinstance(answer, bytes)
    exchange.on_server_dh_params(answer)
    nonces = {"nonce": exchange.nonce, "server_nonce": exchange.server_nonce}
    nonces[wrong] = os.urandom(16)
    g_b = client.big(pow(exchange.g, 1 << 700 | 12345, exchange.dh_prime))
    inner = struct.pack("<I", 0x6643B654) + b"".join(nonces.values()) + bytes(8)
    inner += client.tl_bytes(g_b)
    plain = sha1(inner).digest() + inner
    plain += os.urandom(-len(plain) % 16)
    keys = client.temporary_key(exchange.new_nonce, exchange.server_nonce)
    sealed = client.tl_bytes(cryptg.encrypt_ige(plain, *keys))
    head = struct.pack("<I", 0xF5045F1F) + exchange.nonce + exchange.server_nonce
    with pytest.raises(HandshakeError, match="nonce"):
        handshake.step(head + sealed)
