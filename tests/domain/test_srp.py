"""The server's half of SRP against a client's, written by others."""

import hashlib
import secrets

import pytest
from telethon import password as telethon
from telethon.tl import types as telethon_types

from heliograph.domain.passwords import GENERATOR, PRIME
from heliograph.domain.srp import (
    Proof,
    Verifier,
    challenge,
    exponent,
    is_public,
    is_verifier,
    proves,
)

P = int.from_bytes(PRIME, "big")
SALT1, SALT2 = b"server half" + bytes(32), b"second"
SEED = bytes(range(64))


def algorithm() -> telethon_types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow:
    return telethon_types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
        salt1=SALT1, salt2=SALT2, g=GENERATOR, p=PRIME
    )


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    """Of the password `secret`."""
    value = telethon.compute_digest(algorithm(), "secret")
    return Verifier(salt1=SALT1, salt2=SALT2, value=value)


def answer(verifier: Verifier, text: str, secret: int) -> Proof:
    """What Telethon makes of a challenge."""
    told = telethon_types.account.Password(
        new_algo=algorithm(),
        new_secure_algo=telethon_types.SecurePasswordKdfAlgoUnknown(),
        secure_random=b"",
        has_password=True,
        current_algo=algorithm(),
        srp_B=challenge(verifier, secret),
        srp_id=1,
    )
    made = telethon.compute_check(told, text)
    return Proof(srp_id=1, public=made.A, proof=made.M1)


def test_14_2_telethon_proves_the_right_password_and_no_other(verifier: Verifier) -> None:
    assert is_verifier(verifier.value)
    secret = exponent(SEED)
    right = answer(verifier, "secret", secret)
    assert is_public(right.public)
    assert proves(verifier, secret, right)
    assert not proves(verifier, secret, answer(verifier, "Secret", secret))
    assert not proves(verifier, exponent(bytes(64)), right)


def test_14_2_numbers_are_padded_to_256_bytes(verifier: Verifier) -> None:
    """A client may leave the leading zeros of its g_a away; in hashes they count."""
    a = next(a for a in range(2_048, 9_000) if pow(3, a, P) < 1 << 2040)
    public = pow(3, a, P)
    secret = exponent(SEED)
    b = challenge(verifier, secret)
    assert len(b) == 256
    u = _h(public.to_bytes(256, "big"), b)
    x = int.from_bytes(telethon.compute_hash(algorithm(), "secret"), "big")
    k = int.from_bytes(_h(PRIME, GENERATOR.to_bytes(256, "big")), "big")
    base = (int.from_bytes(b, "big") - k * pow(3, x, P)) % P
    shared = pow(base, a + int.from_bytes(u, "big") * x, P).to_bytes(256, "big")
    xored = bytes(m ^ n for m, n in zip(_h(PRIME), _h((3).to_bytes(256, "big")), strict=True))
    m1 = _h(xored, _h(SALT1), _h(SALT2), public.to_bytes(256, "big"), b, _h(shared))
    for sent in (public.to_bytes(256, "big"), public.to_bytes(255, "big")):
        assert proves(verifier, secret, Proof(srp_id=1, public=sent, proof=m1))


def _h(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


@pytest.mark.parametrize("value", [0, 1, 2, P - 2, P - 1, P, P + 1, 2 * P, 1 << 2048])
def test_14_2_g_a_out_of_range_is_none(value: int) -> None:
    assert not is_public(value.to_bytes(257, "big").lstrip(b"\0"))


@pytest.mark.parametrize(("value", "public"), [(-1, False), (0, True)])
def test_14_2_g_a_keeps_its_distance_from_both_ends(value: int, public: bool) -> None:
    distance = (1 << (2048 - 64)) + value
    for number in (distance, P - distance):
        assert is_public(number.to_bytes(256, "big")) is public


@pytest.mark.parametrize("value", [0, 1, P - 1, P, (1 << 2048) - 1])
def test_verifier_that_proves_nothing_is_none(value: int) -> None:
    assert not is_verifier(value.to_bytes(256, "big"))


def test_challenges_of_one_secret_agree_and_of_others_differ(verifier: Verifier) -> None:
    seeds = [secrets.token_bytes(64) for _ in range(4)]
    drawn = {challenge(verifier, exponent(seed)) for seed in seeds}
    assert len(drawn) == 4
    assert challenge(verifier, exponent(seeds[0])) in drawn
    assert {exponent(seed).bit_length() for seed in seeds} == {513}
