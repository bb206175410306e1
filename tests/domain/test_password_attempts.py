"""Which challenges may be answered, and how often somebody may try."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.password_attempts import AttemptsContext, PasswordAttempt, may_try
from heliograph.domain.passwords import ChallengeFor, make_srp_id
from heliograph.domain.srp import Verifier
from heliograph.domain.two_step import TwoStep, TwoStepLimits

NOW = 1_000_000
SECRET = b"s" * 32
LIMITS = TwoStepLimits(window_s=100, attempts_per_account=2, attempts_per_address=3)
STATE = TwoStep(generation=3, verifier=Verifier(salt1=b"1", salt2=b"2", value=b"3"))
CONTEXT = AttemptsContext(state=STATE, account_times=(), address_times=(), used=False)


def challenge(generation: int, *, account_id: int = 5, date: int = NOW) -> int:
    whom = ChallengeFor(
        account_id=account_id,
        generation=generation,
        date=date,
        lifetime_s=LIMITS.challenge_lifetime_s,
    )
    return make_srp_id(SECRET, whom, 77)


def attempt(srp_id: int, context: AttemptsContext = CONTEXT) -> None:
    asked = PasswordAttempt(account_id=5, address="192.0.2.0/24", srp_id=srp_id, date=NOW)
    may_try(asked, context, secret=SECRET, limits=LIMITS)


def test_the_present_challenge_is_open() -> None:
    attempt(challenge(3))
    attempt(challenge(3), replace(CONTEXT, account_times=(NOW,), address_times=(NOW, NOW)))


@pytest.mark.parametrize("generation", [2, 1])
def test_a_password_that_changed_meanwhile_is_told(generation: int) -> None:
    with pytest.raises(errors.SrpPasswordChanged):
        attempt(challenge(generation))


def test_the_first_password_that_was_set_meanwhile_is_told() -> None:
    first = replace(CONTEXT, state=replace(STATE, generation=1))
    with pytest.raises(errors.SrpPasswordChanged):
        attempt(challenge(0), first)


def test_a_password_that_was_taken_away_meanwhile_is_told() -> None:
    gone = replace(CONTEXT, state=TwoStep(generation=4))
    with pytest.raises(errors.SrpPasswordChanged):
        attempt(challenge(3), gone)


@pytest.mark.parametrize(
    "srp_id",
    [
        0,
        challenge(4),
        challenge(0),
        challenge(3, account_id=6),
        challenge(3, date=NOW - 3 * LIMITS.challenge_lifetime_s),
    ],
)
def test_other_challenges_are_not_open(srp_id: int) -> None:
    with pytest.raises(errors.SrpIdInvalid):
        attempt(srp_id)


def test_a_challenge_is_answered_once_and_only_where_there_is_a_password() -> None:
    with pytest.raises(errors.SrpIdInvalid):
        attempt(challenge(3), replace(CONTEXT, used=True))
    with pytest.raises(errors.SrpIdInvalid):
        attempt(challenge(0), replace(CONTEXT, state=TwoStep()))


@pytest.mark.parametrize(
    "times",
    [
        {"account_times": (NOW - 30, NOW)},
        {"address_times": (NOW - 30, NOW - 1, NOW)},
    ],
)
def test_attempts_are_bounded_for_an_account_and_for_a_network(
    times: dict[str, tuple[int, ...]],
) -> None:
    with pytest.raises(errors.Wait) as refused:
        attempt(challenge(3), replace(CONTEXT, **times))
    assert refused.value.seconds == 70
