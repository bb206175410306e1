"""Usernames: their form and who may take one."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.people import Account
from heliograph.domain.usernames import check_form, claim_username, fold

ANN = Account(id=1, phone="1", first_name="Ann", username="ann_lee")
NEW = Account(id=2, phone="2", first_name="Ben")


@pytest.mark.parametrize("name", ["alice", "Alice_1", "a1234", "a" * 32, "a_b_c_d"])
def test_well_formed_username_passes(name: str) -> None:
    check_form(name)


@pytest.mark.parametrize(
    "name",
    ["", "anna", "a" * 33, "1alice", "_alice", "alice_", "al__ice", "al ice", "älice", "alice\n"],
)
def test_malformed_username_is_invalid(name: str) -> None:
    with pytest.raises(errors.UsernameInvalid):
        check_form(name)


@pytest.mark.parametrize("name", ["admin", "Telegram", "SUPPORT"])
def test_reserved_username_is_invalid(name: str) -> None:
    with pytest.raises(errors.UsernameInvalid):
        check_form(name)


def test_folding_ignores_case_and_the_at_sign() -> None:
    assert fold("@Ann_Lee") == fold("ann_lee")


def test_free_name_is_taken() -> None:
    assert claim_username(NEW, "benny", None) == "benny"


def test_own_name_may_change_its_case() -> None:
    assert claim_username(ANN, "Ann_Lee", ANN.id) == "Ann_Lee"


def test_empty_name_gives_the_present_one_up() -> None:
    assert claim_username(ANN, "", None) is None


@pytest.mark.parametrize(
    ("account", "name", "holder", "refusal"),
    [
        (NEW, "ann_lee", ANN.id, errors.UsernameOccupied),
        (ANN, "ann_lee", ANN.id, errors.UsernameNotModified),
        (NEW, "", None, errors.UsernameNotModified),
        (NEW, "x", None, errors.UsernameInvalid),
        (replace(NEW, disabled=True), "benny", None, errors.UserDeactivatedBan),
        (replace(ANN, disabled=True), "", None, errors.UserDeactivatedBan),
    ],
)
def test_claim_is_refused(
    account: Account, name: str, holder: int | None, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        claim_username(account, name, holder)
