"""Codes of an app, and passphrases."""

from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff import codes, passphrases

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("time", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(time: int, code: str) -> None:
    """Appendix B has eight digits; six are the last of them."""
    assert codes.code_of(SECRET, codes.step_at(time)) == code[2:]


def test_a_code_of_the_step_before_and_after_is_good_and_no_other() -> None:
    now = 1_234_567_890.0
    here = codes.step_at(now)
    for step in range(here - 3, here + 4):
        found = codes.matching_step(SECRET, codes.code_of(SECRET, step), now=now)
        assert found == (step if abs(step - here) <= 1 else 0)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1" * 5_000])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert codes.matching_step(SECRET, code, now=59.0) == 0


def test_a_code_may_be_typed_in_two_halves() -> None:
    assert codes.matching_step(SECRET, " 287 082 ", now=59.0) == 1


def test_an_app_reads_name_and_secret_from_an_address() -> None:
    address = urlsplit(codes.otpauth(SECRET, name="rita", issuer="talk.example"))
    assert (address.scheme, address.netloc, address.path) == (
        "otpauth",
        "totp",
        "/talk.example:rita",
    )
    asked = parse_qs(address.query)
    assert asked["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert asked["issuer"] == ["talk.example"]


@pytest.mark.parametrize("secret", [SECRET, bytes(20), bytes(range(236, 256))])
def test_another_implementation_reads_the_address_and_shows_the_same_codes(secret: bytes) -> None:
    app = pyotp.parse_uri(codes.otpauth(secret, name="rita", issuer="Talk & Co"))
    assert isinstance(app, pyotp.TOTP)
    assert (app.name, app.issuer) == ("rita", "Talk & Co")
    for time in (59, 1_111_111_109, 1_234_567_890, 20_000_000_000):
        assert codes.matching_step(secret, app.at(time), now=time) == codes.step_at(time)
        assert app.verify(codes.code_of(secret, codes.step_at(time)), for_time=time)
        assert not codes.matching_step(secret, app.at(time + 60), now=time)


@pytest.mark.parametrize(
    "text", ["short", "x" * 201, "abababababababab", "rita's long enough one", "Rita's LONG enough"]
)
def test_a_passphrase_is_long_and_not_the_name(text: str) -> None:
    with pytest.raises(SafetyRefused):
        passphrases.check_passphrase(text, name="rita")
    assert passphrases.check_passphrase("four plain words here", name="rita")


def test_a_passphrase_is_known_again_under_its_key_alone() -> None:
    kept = passphrases.stretch("four plain words here", salt=b"s" * 16, key=b"k")
    assert passphrases.is_right("four plain words here", kept, key=b"k")
    assert not passphrases.is_right("four plain words hers", kept, key=b"k")
    assert not passphrases.is_right("four plain words here", kept, key=b"l")
    other = passphrases.stretch("four plain words here", salt=b"t" * 16, key=b"k")
    assert other[16:] != kept[16:]
