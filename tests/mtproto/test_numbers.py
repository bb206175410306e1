"""The key exchange's numbers: the prime, pq, DH secrets, RSA and its fingerprints."""

import os
from hashlib import sha1

import gmpy2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_public_key,
)

from heliograph.mtproto import dh
from heliograph.mtproto import rsa as server_rsa
from heliograph.mtproto.errors import HandshakeError
from heliograph.mtproto.handshake_wire import parse_pq_inner_data
from heliograph.mtproto.rsa import ServerKey, fingerprint, fingerprint_hex, unpad
from support import mtproto_client as client

# A public key of the live service's past; its fingerprint is on
# https://core.telegram.org/mtproto/samples-auth_key
PUBLISHED_KEY = b"""-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAwVACPi9w23mF3tBkdZz+zwrzKOaaQdr01vAbU4E1pvkfj4sqDsm6
lyDONS789sVoD/xCS9Y0hkkC3gtL1tSfTlgCMOOul9lcixlEKzwKENj1Yz/s7daS
an9tqw3bfUV/nqgbhGX81v/+7RFAEd+RwFnK7a+XYl9sluzHRyVVaTTveB2GazTw
Efzk2DWgkBluml8OREmvfraX3bkHZJTKX4EQSjBbbdJ2ZXIsRrYOXfaA+xayEGB+
8hdlLmAjbCVfaigxX0CDqWeR1yFL9kwd9P0NsZRPsmoqVwMbMu7mStFai6aIhc3n
Slv8kg9qv1m6XHVQY3PnEw+QQtqSIXklHwIDAQAB
-----END RSA PUBLIC KEY-----"""


# --- 2.5 --------------------------------------------------------------------------------


def test_2_5_prime_is_the_well_known_safe_prime_with_g_3() -> None:
    assert dh.DH_PRIME.bit_length() == 2048
    assert gmpy2.is_prime(dh.DH_PRIME)
    assert gmpy2.is_prime((dh.DH_PRIME - 1) // 2)
    assert (dh.DH_G, dh.DH_PRIME % 3) == (3, 2)
    assert dh.DH_PRIME_BYTES.hex().startswith("c71caeb9c6b1c904")
    assert sha1(dh.DH_PRIME_BYTES).hexdigest() == "465bd03478c819c41d4e654c0c9a9978888485cf"


# --- 2.6 --------------------------------------------------------------------------------

MARGIN = 1 << (2048 - 64)


@pytest.mark.parametrize(
    "value", [0, 1, 2, MARGIN - 1, dh.DH_PRIME - MARGIN + 1, dh.DH_PRIME - 1, dh.DH_PRIME]
)
def test_2_6_public_values_near_the_ends_are_refused(value: int) -> None:
    assert not dh.is_safe_public(value)
    with pytest.raises(HandshakeError):
        dh.shared_key(dh.make_pair(), value)


def test_2_6_the_ends_themselves_are_accepted() -> None:
    assert dh.is_safe_public(MARGIN)
    assert dh.is_safe_public(dh.DH_PRIME - MARGIN)
    assert dh.is_safe_public(dh.make_pair().public)


# --- 2.11 -------------------------------------------------------------------------------


def test_2_11_secret_exponents_have_512_random_bits_and_one_length() -> None:
    pairs = [dh.make_pair() for _ in range(8)]
    assert {pair.exponent.bit_length() for pair in pairs} == {513}
    assert len({pair.exponent for pair in pairs}) == 8
    for pair in pairs:
        assert pair.public == pow(3, pair.exponent, dh.DH_PRIME)


def test_2_11_both_sides_get_the_same_key() -> None:
    ours, theirs = dh.make_pair(), dh.make_pair()
    key = dh.shared_key(ours, theirs.public)
    assert key == dh.shared_key(theirs, ours.public)
    assert len(key) == 256


def test_2_11_rsa_result_is_right_for_many_blocks(
    private_key: RSAPrivateKey, server_key: ServerKey
) -> None:
    public = private_key.public_key().public_numbers()
    for plain in (bytes(255) + b"\x02", *(b"\0" + os.urandom(255) for _ in range(10))):
        number = pow(int.from_bytes(plain, "big"), public.e, public.n)
        assert server_key.decrypt(number.to_bytes(256, "big")) == plain


def test_2_11_faulty_half_of_rsa_is_caught(private_key: RSAPrivateKey) -> None:
    key = ServerKey(private_key)
    key._dp += 2
    with pytest.raises(RuntimeError, match="failed its check"):
        key.decrypt(b"\x01" * 256)


def test_2_11_secret_powers_take_the_constant_time_function(
    monkeypatch: pytest.MonkeyPatch, server_key: ServerKey
) -> None:
    real, exponents = gmpy2.powmod_sec, []

    def spy(base: object, exponent: int, modulus: object) -> object:
        exponents.append(int(exponent))
        return real(base, exponent, modulus)

    monkeypatch.setattr(gmpy2, "powmod_sec", spy)
    pair = dh.make_pair()
    dh.shared_key(pair, dh.make_pair().public)
    server_key.decrypt(b"\x01" * 256)
    assert exponents.count(pair.exponent) == 2
    assert len(exponents) == 5  # and one more pair, and both halves of RSA


# --- 2.1, 2.2 ---------------------------------------------------------------------------


def test_2_1_pq_has_eight_bytes_and_two_different_primes() -> None:
    for _ in range(200):
        p, q = dh.make_pq()
        assert p < q
        assert gmpy2.is_prime(p)
        assert gmpy2.is_prime(q)
        assert 1 << 56 < p * q < 1 << 63
        assert p.bit_length() == q.bit_length() == 31


def test_2_1_fingerprint_matches_a_published_one() -> None:
    public = load_pem_public_key(PUBLISHED_KEY)
    assert isinstance(public, rsa.RSAPublicKey)
    numbers = public.public_numbers()
    value = fingerprint(numbers.n, numbers.e)
    assert fingerprint_hex(value) == "c3b42b026ce86b21"
    assert value == 0xC3B42B026CE86B21 - (1 << 64)


def test_2_1_clients_know_the_server_key_by_the_same_fingerprint(
    private_key: RSAPrivateKey, server_key: ServerKey
) -> None:
    assert server_key.fingerprint == client.fingerprint_of(private_key.public_key())


def test_2_1_shorter_keys_are_refused_as_server_keys() -> None:
    with pytest.raises(ValueError, match="2048 bits"):
        ServerKey(rsa.generate_private_key(public_exponent=65537, key_size=1024))


def test_2_2_both_rsa_forms_are_told_apart(
    private_key: RSAPrivateKey, server_key: ServerKey
) -> None:
    exchange = client.Exchange(private_key.public_key(), p=3, q=5, server_nonce=bytes(16))
    data = exchange.inner_data()
    for encrypt in (client.rsa_pad, client.rsa_legacy):
        block = server_key.decrypt(encrypt(data, private_key.public_key()))
        opened = unpad(block, lambda tail: parse_pq_inner_data(tail)[1])
        assert opened.startswith(data)


def test_2_2_longest_rsa_pad_data_keeps_all_its_bytes(
    private_key: RSAPrivateKey, server_key: ServerKey
) -> None:
    data = os.urandom(144)
    block = server_key.decrypt(client.rsa_pad(data, private_key.public_key()))
    assert unpad(block, len)[:144] == data


@pytest.mark.parametrize("size", [0, 255, 257])
def test_2_2_blocks_of_other_sizes_are_refused(server_key: ServerKey, size: int) -> None:
    with pytest.raises(HandshakeError):
        server_key.decrypt(bytes(size))


def test_2_2_blocks_not_below_the_modulus_are_refused(server_key: ServerKey) -> None:
    with pytest.raises(HandshakeError):
        server_key.decrypt(server_key.n.to_bytes(256, "big"))


def test_2_2_noise_is_neither_form() -> None:
    with pytest.raises(HandshakeError):
        unpad(os.urandom(256), lambda tail: parse_pq_inner_data(tail)[1])
    with pytest.raises(HandshakeError):
        unpad(os.urandom(256), lambda _: 96)
    assert server_rsa.KEY_BYTES == 256
