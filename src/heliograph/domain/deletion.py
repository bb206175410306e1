"""Deleting an account: at once, or where a password guards it and was not given, after a week.

https://core.telegram.org/method/account.deleteAccount
"""

import hmac
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_terms import DAY_S, AccountTerms
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.people import Account
from heliograph.domain.sign_in import AccountCode, CodeLimits, CodeStanding, Guess, judge_guess
from heliograph.domain.two_step import TwoStep, check_proven

WAIT_S = 7 * 86_400
"""Time for the owner of the password to see it and to sign in."""


class DeletionContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the end of an account is decided on; `used` is when it was last in use."""

    two_step: TwoStep
    terms: AccountTerms
    used: int


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an account: what is left of it and the auth_key_ids that ended; or, where it
    stays, the terms it stays on, and those before. `groups` are those that it left."""

    left: Account | None = None
    auth_key_ids: Sequence[int] = ()
    terms: AccountTerms
    before: AccountTerms
    groups: Sequence[ChatOutcome] = ()


def ask_for_deletion(
    context: DeletionContext, *, proven: int | None, now: int
) -> AccountTerms | None:
    """None to delete the account now; else the terms to keep, with the date when it goes.

    `proven` is the generation whose password was proven, None if none was offered. A deletion that
    waits already is not put off. SRP_PASSWORD_CHANGED.
    """
    if context.two_step.verifier is None or proven is not None:
        check_proven(context.two_step, proven)
        return None
    delete_at = context.terms.delete_at or now + WAIT_S
    return None if delete_at <= now else replace(context.terms, delete_at=delete_at)


def delete_if_due(context: DeletionContext, *, now: int) -> AccountTerms | None:
    """None to delete the account now, as nobody used it or wanted to keep it; else its terms."""
    terms = context.terms
    waited = terms.delete_at is not None and terms.delete_at <= now
    unused = context.used + terms.account_days * DAY_S < now
    return None if waited or unused else terms


def check_link(terms: AccountTerms, proof: str, *, expected: str) -> None:
    """HASH_INVALID unless a deletion waits and the proof is from the link that objects to it.

    https://core.telegram.org/method/account.sendConfirmPhoneCode
    """
    right = hmac.compare_digest(proof.encode(), expected.encode())
    if terms.delete_at is None or not right:
        raise errors.HashInvalid


def confirm_owner(request: AccountCode, standing: CodeStanding, limits: CodeLimits) -> Guess:
    """Judges the code of somebody who wants to keep the account. CODE_HASH_INVALID, FLOOD_WAIT_x.

    https://core.telegram.org/method/account.confirmPhone
    """
    if standing.code is None:
        raise errors.CodeHashInvalid
    return judge_guess(standing.code, request, guessed=standing.guessed, limits=limits)
