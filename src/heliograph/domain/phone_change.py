"""Moving an account to another number, by a code sent there.

https://core.telegram.org/method/account.changePhone
"""

from collections.abc import Sequence

import msgspec

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization, is_fresh
from heliograph.domain.people import Account
from heliograph.domain.sign_in import (
    AccountCode,
    CodeContext,
    CodeLimits,
    CodeRequest,
    CodeStanding,
    Guess,
    LoginCode,
    Registration,
    issue_code,
    judge_guess,
)


class PhoneChangeContext(CodeStanding, frozen=True, kw_only=True):
    """What a change is decided on besides the code: who has the number.

    `held` is as in `AttemptContext`.
    """

    holder: Account | None
    held: bool = False


def check_settled(
    devices: Sequence[Authorization], authorization_hash: int | None, *, signed_in_by: int
) -> None:
    """FRESH_CHANGE_PHONE_FORBIDDEN if the asking device signed in after that."""
    if is_fresh(devices, authorization_hash, signed_in_by=signed_in_by):
        raise errors.FreshChangePhoneForbidden


def issue_change_code(
    request: CodeRequest, context: CodeContext, account_id: int, limits: CodeLimits
) -> LoginCode:
    """The code for a number, whoever may sign up. PHONE_NUMBER_OCCUPIED for one's own.

    Somebody else's is refused only to who proves to have it: asking must not tell who is here.
    """
    if context.account is not None and context.account.id == account_id:
        raise errors.PhoneNumberOccupied
    unlike = msgspec.structs.replace(context, invite_mac=None)
    return issue_code(request, unlike, Registration.OPEN, limits)


def change_phone(request: AccountCode, context: PhoneChangeContext, limits: CodeLimits) -> Guess:
    """Judges an entered code. PHONE_NUMBER_OCCUPIED if the number found an owner meanwhile,
    PHONE_NUMBER_BANNED where a deleted account of it stands under a measure.

    Wrong ones count with those of sign-ins. FLOOD_WAIT_x.
    """
    guess = judge_guess(context.code, request, guessed=context.guessed, limits=limits)
    if guess is not Guess.RIGHT:
        return guess
    if context.holder is not None:
        raise errors.PhoneNumberOccupied
    if context.held:
        raise errors.PhoneNumberBanned
    return guess
