"""Who may stand in an address book or on a blocked list."""

import pytest

from heliograph.domain import errors
from heliograph.domain.contacts import check_may_block, is_phone, name_contact
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Contact


def test_contact_is_named_without_a_number() -> None:
    made = name_contact(1, 2, first_name=" My ", last_name=" Friend ")
    assert made == Contact(owner_id=1, contact_id=2, phone="", first_name="My", last_name="Friend")


def test_names_may_have_64_characters() -> None:
    made = name_contact(1, 2, first_name="a" * 64, last_name=" " + "b" * 64)
    assert (made.first_name, made.last_name) == ("a" * 64, "b" * 64)


@pytest.mark.parametrize(("digits", "possible"), [(6, False), (7, True), (15, True), (16, False)])
def test_a_number_has_7_to_15_digits(digits: int, possible: bool) -> None:
    assert is_phone("4" * digits) is possible


@pytest.mark.parametrize(
    ("contact_id", "first_name", "last_name", "refusal"),
    [
        (1, "My", "", errors.ContactIdInvalid),
        (2, " ", "Friend", errors.ContactNameEmpty),
        (2, "a" * 65, "", errors.ContactNameEmpty),
        (2, "a", "b" * 65, errors.ContactNameEmpty),
    ],
)
def test_contact_is_refused(
    contact_id: int, first_name: str, last_name: str, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        name_contact(1, contact_id, first_name=first_name, last_name=last_name)


@pytest.mark.parametrize("blocked_id", [1, SERVICE_ACCOUNT_ID])
def test_oneself_and_the_service_account_cannot_be_blocked(blocked_id: int) -> None:
    with pytest.raises(errors.ContactIdInvalid):
        check_may_block(1, blocked_id)


def test_anybody_else_may_be_blocked() -> None:
    check_may_block(1, 2)
