"""Which number an account may move to, and when."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.people import Account
from heliograph.domain.phone_change import (
    PhoneChangeContext,
    change_phone,
    check_settled,
    issue_change_code,
)
from heliograph.domain.sign_in import (
    AccountCode,
    CodeContext,
    CodeLimits,
    CodeRequest,
    Guess,
    LoginCode,
)

NOW = 1_000_000
NUMBER = "12025550109"
LIMITS = CodeLimits(guesses_per_phone=2, per_phone=2)
ANN = Account(id=5, phone=NUMBER, first_name="Ann")
ASKED = CodeRequest(
    phone=NUMBER, address="::1", auth_key_id=7, code_hash="h", code_mac=b"right", date=NOW
)
FREE = CodeContext(account=None, invite_mac=b"invite", phone_times=(), address_times=())
CODE = LoginCode(
    phone=NUMBER, address="::1", auth_key_id=7, code_hash="h", code_mac=b"right", created=NOW
)
ENTERED = AccountCode(
    account_id=5,
    phone=NUMBER,
    code_hash="h",
    code_mac=b"right",
    auth_key_id=7,
    guesses_since=0,
    date=NOW,
)
STANDING = PhoneChangeContext(code=CODE, holder=None)
DEVICE = Authorization(
    hash=9,
    auth_key_id=7,
    account_id=5,
    created=NOW,
    active=NOW,
    address="::1",
    client=ClientInfo(layer=229),
)


@pytest.mark.parametrize(("signed_in_by", "asking"), [(NOW, 9), (NOW - 1, 8), (NOW - 1, None)])
def test_a_device_that_is_long_here_may_ask(signed_in_by: int, asking: int | None) -> None:
    check_settled([DEVICE], asking, signed_in_by=signed_in_by)


def test_a_fresh_device_may_not() -> None:
    with pytest.raises(errors.FreshChangePhoneForbidden):
        check_settled([replace(DEVICE, hash=8, created=1), DEVICE], 9, signed_in_by=NOW - 1)


@pytest.mark.parametrize("holder", [None, replace(ANN, id=6)])
def test_a_code_goes_to_the_number_whoever_has_it(holder: Account | None) -> None:
    code = issue_change_code(ASKED, replace(FREE, account=holder), 5, LIMITS)
    assert (code.phone, code.code_mac, code.deliver) == (NUMBER, b"right", True)


def test_ones_own_number_is_no_other() -> None:
    with pytest.raises(errors.PhoneNumberOccupied):
        issue_change_code(ASKED, replace(FREE, account=ANN), 5, LIMITS)
    with pytest.raises(errors.Wait):
        issue_change_code(ASKED, replace(FREE, phone_times=(NOW, NOW)), 5, LIMITS)


def test_the_right_code_moves_to_a_number_that_is_still_free() -> None:
    assert change_phone(ENTERED, STANDING, LIMITS) is Guess.RIGHT
    with pytest.raises(errors.PhoneNumberOccupied):
        change_phone(ENTERED, replace(STANDING, holder=ANN), LIMITS)


@pytest.mark.parametrize(
    ("entered", "standing", "guess"),
    [
        (replace(ENTERED, code_mac=b"wrong"), replace(STANDING, holder=ANN), Guess.WRONG),
        (ENTERED, replace(STANDING, code=None, holder=ANN), Guess.EXPIRED),
    ],
)
def test_who_does_not_have_the_number_does_not_learn_who_has(
    entered: AccountCode, standing: PhoneChangeContext, guess: Guess
) -> None:
    assert change_phone(entered, standing, LIMITS) is guess


def test_guesses_are_counted_over_codes() -> None:
    with pytest.raises(errors.Wait):
        change_phone(ENTERED, replace(STANDING, guessed=((NOW, 2),)), LIMITS)
