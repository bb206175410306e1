"""Tokens are looked at before anything is kept."""

import ipaddress

import pytest

from heliograph.domain import errors
from heliograph.domain.push import Registration, TokenKind
from heliograph.domain.push_tokens import (
    check_registration,
    read_session_id,
    read_subscription,
    token_kind,
)
from support.push_tokens import Browser, b64

BROWSER = Browser()

# On P-256 but for its x, which is written as the prime itself where zero is meant.
_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BEYOND = (
    b"\x04" + _PRIME.to_bytes(32, "big") + pow(_B, (_PRIME + 1) // 4, _PRIME).to_bytes(32, "big")
)


def asked(kind: int, token: str, **fields: object) -> Registration:
    return Registration(account_id=1, auth_key_id=2, kind=TokenKind(kind), token=token, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "token"),
    [
        (1, "a1b2"), (2, "fcm:token"), (2, "x" * 4_096), (4, "https://up.example.org/abc?up=1"),
        (7, "12"), (7, str(2**64 - 1)), (7, str(-(2**63))), (10, BROWSER.token()), (13, "huawei"),
    ],
)  # fmt: skip
def test_a_sound_token_is_taken(kind: int, token: str) -> None:
    check_registration(asked(kind, token, secret=bytes(256)), ())


@pytest.mark.parametrize(
    ("kind", "token", "refusal"),
    [
        (2, "", errors.TokenEmpty),
        (2, "x" * 4_097, errors.TokenInvalid),
        (2, "ü", errors.TokenInvalid),
        (2, "a\nb", errors.TokenInvalid),
        (4, "http://up.example.org/", errors.TokenInvalid),
        (4, "https://127.0.0.1/", errors.TokenInvalid),
        (4, "nonsense", errors.TokenInvalid),
        (7, "abc", errors.TokenInvalid),
        (7, str(2**64), errors.TokenInvalid),
        (7, str(-(2**63) - 1), errors.TokenInvalid),
        (7, "--1", errors.TokenInvalid),
        (10, "{}", errors.WebpushTokenInvalid),
        (10, "no json", errors.WebpushTokenInvalid),
        (10, BROWSER.token(endpoint="http://push.example.org"), errors.WebpushTokenInvalid),
        (10, BROWSER.token(endpoint="https://10.0.0.1/"), errors.WebpushTokenInvalid),
        (10, BROWSER.token(endpoint=5), errors.WebpushTokenInvalid),
        (10, BROWSER.token(p256dh=""), errors.WebpushKeyInvalid),
        (10, BROWSER.token(p256dh="!!"), errors.WebpushKeyInvalid),
        (10, BROWSER.token(p256dh=b64(b"\x04" + bytes(64))), errors.WebpushKeyInvalid),
        (10, BROWSER.token(p256dh=b64(BROWSER.public_key[:64])), errors.WebpushKeyInvalid),
        (10, BROWSER.token(auth=b64(bytes(15))), errors.WebpushAuthInvalid),
        (10, BROWSER.token(auth="ü"), errors.WebpushAuthInvalid),
        (10, BROWSER.token(auth=b64(BROWSER.auth) + "!"), errors.WebpushAuthInvalid),
        (10, BROWSER.token(p256dh=b64(BEYOND)), errors.WebpushKeyInvalid),
    ],
)
def test_an_unsound_token_is_refused(kind: int, token: str, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        check_registration(asked(kind, token), ())


def test_a_secret_that_encrypts_nothing_is_refused() -> None:
    with pytest.raises(errors.TokenInvalid):
        check_registration(asked(2, "token", secret=bytes(255)), ())


def test_a_crowd_shares_no_device() -> None:
    hundred = asked(2, "token", other_ids=tuple(range(100)))
    assert check_registration(hundred, ()) == hundred
    with pytest.raises(errors.TokenInvalid):
        check_registration(asked(2, "token", other_ids=tuple(range(101))), ())


@pytest.mark.parametrize("kind", TokenKind)
def test_each_kind_has_its_number(kind: TokenKind) -> None:
    assert token_kind(int(kind)) is kind


@pytest.mark.parametrize("number", [0, 14, -1])
def test_an_unknown_kind_is_refused(number: int) -> None:
    with pytest.raises(errors.TokenTypeInvalid):
        token_kind(number)


def test_a_subscription_may_be_in_a_network_of_the_operators() -> None:
    token = Browser("http://10.0.0.1:8080/x").token()
    own = (ipaddress.ip_network("10.0.0.0/8"),)
    assert read_subscription(token, own).endpoint.port == 8080


def test_keys_may_be_padded() -> None:
    read = read_subscription(BROWSER.token(auth=b64(BROWSER.auth) + "=="), ())
    assert (read.auth, read.public_key) == (BROWSER.auth, BROWSER.public_key)


@pytest.mark.parametrize(
    ("token", "number"), [("5", 5), ("-5", -5), (str(2**64 - 1), -1), (str(2**63), -(2**63))]
)
def test_a_session_is_named_with_or_without_sign(token: str, number: int) -> None:
    assert read_session_id(token) == number
