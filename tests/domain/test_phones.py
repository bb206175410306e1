"""Which digits are taken out of what stands where a number should."""

import pytest

from heliograph.domain.errors import PhoneNumberInvalid
from heliograph.domain.phones import phone_digits
from heliograph.domain.sign_in import normalise_phone

WRITTEN = "+1 (202) 555-0101"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        (WRITTEN, "12025550101"),
        ("", ""),
        ("no number", ""),
        ("٣٣³", ""),
        (" " * 47 + WRITTEN, "12025550101"),
    ],
)
def test_digits_are_taken_out_of_a_number(written: str, digits: str) -> None:
    assert phone_digits(written) == digits


def test_what_is_too_long_to_be_a_number_is_not_gone_through() -> None:
    for written in (" " * 48 + WRITTEN, "1" * 1_000_000):
        assert phone_digits(written) == ""
        with pytest.raises(PhoneNumberInvalid):
            normalise_phone(written)
