"""What people may say of themselves."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.people import Account
from heliograph.domain.profiles import change_profile

ANN = Account(id=1, phone="1", first_name="Ann", last_name="Lee", about="hi")


def test_parts_not_given_stay() -> None:
    assert change_profile(ANN, None, None, None) == ANN


def test_given_parts_change_and_are_trimmed() -> None:
    changed = change_profile(ANN, " Anna ", "", " new ")
    assert (changed.first_name, changed.last_name, changed.about) == ("Anna", "", "new")


@pytest.mark.parametrize(
    ("first", "last", "about", "refusal"),
    [
        ("", None, None, errors.FirstNameInvalid),
        ("  ", None, None, errors.FirstNameInvalid),
        ("a" * 65, None, None, errors.FirstNameInvalid),
        (None, "a" * 65, None, errors.LastNameInvalid),
        (None, None, "a" * 71, errors.AboutTooLong),
        (None, None, "😀" * 36, errors.AboutTooLong),
    ],
)
def test_change_is_refused(
    first: str | None, last: str | None, about: str | None, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        change_profile(ANN, first, last, about)


def test_disabled_account_changes_nothing() -> None:
    with pytest.raises(errors.UserDeactivatedBan):
        change_profile(replace(ANN, disabled=True), "Anna", None, None)
