"""When an account goes: at once, after a week, or because nobody used it."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_terms import DAY_S, AccountTerms
from heliograph.domain.deletion import (
    WAIT_S,
    DeletionContext,
    ask_for_deletion,
    check_link,
    confirm_owner,
    delete_if_due,
)
from heliograph.domain.sign_in import AccountCode, CodeLimits, CodeStanding, Guess, LoginCode
from heliograph.domain.srp import Verifier
from heliograph.domain.two_step import TwoStep

NOW = 1_000_000_000
TERMS = AccountTerms(account_days=30)
GUARDED = TwoStep(verifier=Verifier(salt1=b"1", salt2=b"2", value=b"3"), generation=4)
OPEN = DeletionContext(two_step=TwoStep(), terms=TERMS, used=NOW)
LOCKED = replace(OPEN, two_step=GUARDED)


def test_who_has_no_password_or_proves_it_deletes_at_once() -> None:
    assert ask_for_deletion(OPEN, proven=None, now=NOW) is None
    assert ask_for_deletion(LOCKED, proven=4, now=NOW) is None


def test_a_password_that_is_no_longer_so_deletes_nothing() -> None:
    for context in (LOCKED, OPEN):
        with pytest.raises(errors.SrpPasswordChanged):
            ask_for_deletion(context, proven=3, now=NOW)


def test_without_the_password_the_account_goes_in_a_week() -> None:
    waits = ask_for_deletion(LOCKED, proven=None, now=NOW)
    assert waits == replace(TERMS, delete_at=NOW + WAIT_S)


@pytest.mark.parametrize(("left", "goes"), [(1, False), (0, True), (-5, True)])
def test_asking_again_puts_nothing_off(left: int, goes: bool) -> None:
    waiting = replace(LOCKED, terms=replace(TERMS, delete_at=NOW + left))
    assert ask_for_deletion(waiting, proven=None, now=NOW) == (None if goes else waiting.terms)


@pytest.mark.parametrize(
    ("delete_at", "unused_s", "goes"),
    [
        (None, 30 * DAY_S, False),
        (None, 30 * DAY_S + 1, True),
        (NOW, 0, True),
        (NOW + 1, 0, False),
    ],
)
def test_an_account_goes_when_its_time_is_over(
    delete_at: int | None, unused_s: int, goes: bool
) -> None:
    terms = replace(TERMS, delete_at=delete_at)
    context = replace(OPEN, terms=terms, used=NOW - unused_s)
    assert delete_if_due(context, now=NOW) == (None if goes else terms)


def test_a_link_objects_to_a_deletion_that_waits() -> None:
    waiting = replace(TERMS, delete_at=NOW)
    check_link(waiting, "proof", expected="proof")
    for terms, proof in ((waiting, "prööf"), (TERMS, "proof"), (TERMS, "another")):
        with pytest.raises(errors.HashInvalid):
            check_link(terms, proof, expected="proof")


@pytest.mark.parametrize(("entered", "guess"), [(b"right", Guess.RIGHT), (b"wrong", Guess.WRONG)])
def test_the_code_of_who_wants_to_keep_the_account_is_judged(entered: bytes, guess: Guess) -> None:
    request = AccountCode(
        account_id=5,
        phone="1001",
        code_hash="h",
        code_mac=entered,
        auth_key_id=7,
        guesses_since=0,
        date=NOW,
    )
    code = LoginCode(
        phone="1001", address="::1", auth_key_id=7, code_hash="h", code_mac=b"right", created=NOW
    )
    limits = CodeLimits(guesses_per_phone=2)
    assert confirm_owner(request, CodeStanding(code=code), limits) is guess
    with pytest.raises(errors.CodeHashInvalid):
        confirm_owner(request, CodeStanding(code=None), limits)
    with pytest.raises(errors.Wait):
        confirm_owner(request, CodeStanding(code=code, guessed=((NOW, 2),)), limits)
