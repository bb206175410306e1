"""Trying passwords: who waits for one, how often one may be tried, and what a proof is for."""

import msgspec

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.passwords import ChallengeFor, is_srp_id
from heliograph.domain.two_step import TwoStep, TwoStepLimits, check_rate


class PasswordAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody answers a challenge of an account; `address` is the caller's network."""

    account_id: int
    address: str
    srp_id: int
    date: int


class AttemptsContext(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt is decided on.

    `account_times` and `address_times` are the dates of attempts within the window that were not
    right, oldest first; `used` says that the challenge was answered before.
    """

    state: TwoStep
    account_times: tuple[int, ...]
    address_times: tuple[int, ...]
    used: bool


def may_try(
    attempt: PasswordAttempt, context: AttemptsContext, *, secret: bytes, limits: TwoStepLimits
) -> None:
    """FLOOD_WAIT_x, SRP_ID_INVALID for a challenge that is not open, or SRP_PASSWORD_CHANGED.

    What is refused here is no guess and is not counted. `secret` made the challenge's id.
    """
    check_rate(context.account_times, limits.attempts_per_account, limits.window_s, attempt.date)
    check_rate(context.address_times, limits.attempts_per_address, limits.window_s, attempt.date)
    state = context.state
    if context.used:
        raise errors.SrpIdInvalid
    if state.verifier is not None and _fits(attempt, state.generation, secret, limits):
        return
    # One generation passes when a password is changed, two when it is taken away and set anew.
    if any(
        _fits(attempt, state.generation - age, secret, limits)
        for age in (1, 2)
        if age <= state.generation
    ):
        raise errors.SrpPasswordChanged
    raise errors.SrpIdInvalid


def _fits(attempt: PasswordAttempt, generation: int, secret: bytes, limits: TwoStepLimits) -> bool:
    whom = ChallengeFor(
        account_id=attempt.account_id,
        generation=generation,
        date=attempt.date,
        lifetime_s=limits.challenge_lifetime_s,
    )
    return is_srp_id(secret, whom, attempt.srp_id)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A key that entered the right code of an account asks to be let in by the second step."""

    auth_key_id: int
    account_id: int
    address: str
    client: ClientInfo
    authorization_hash: int
    date: int
