"""Getting past a forgotten password: by a code to the recovery address, by waiting, by an operator.

https://core.telegram.org/api/srp#password-recovery
"""

import enum

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.passwords import NewSalts
from heliograph.domain.two_step import (
    Decided,
    MailCode,
    NewPassword,
    NewSettings,
    TwoStep,
    TwoStepContext,
    TwoStepLimits,
    Verdict,
    apply,
    check_letters,
    check_new,
    judge_code,
    without_password,
)


def request_recovery(
    context: TwoStepContext, code: MailCode, *, by_mail: bool, limits: TwoStepLimits
) -> Decided[str]:
    """A code for the recovery address, which is the outcome.

    PASSWORD_EMPTY without a password, PASSWORD_RECOVERY_NA without an address or without mail.
    https://core.telegram.org/method/auth.requestPasswordRecovery
    """
    state = context.state
    if state.verifier is None:
        raise errors.PasswordEmpty
    if state.email is None or not by_mail:
        raise errors.PasswordRecoveryNa
    check_letters(context, limits, code.created)
    return Decided(state=replace(state, recovery=code), outcome=state.email, letter=True)


def check_recovery(
    context: TwoStepContext, mac: bytes, *, date: int, limits: TwoStepLimits
) -> Decided[Verdict]:
    """Whether a code would recover the password; a wrong one counts.

    https://core.telegram.org/method/auth.checkRecoveryPassword
    """
    verdict, code = judge_code(context.state.recovery, mac, date=date, limits=limits)
    return Decided(state=replace(context.state, recovery=code), outcome=verdict)


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """A code from the recovery address, and the password that shall hold from then on, if any."""

    mac: bytes
    new: NewPassword | None
    salts: NewSalts
    date: int


def recover(request: Recovery, context: TwoStepContext, limits: TwoStepLimits) -> Decided[Verdict]:
    """The password replaced or taken away, if the code is right. The recovery address stays with a
    new password; whoever reads it keeps the account.

    https://core.telegram.org/method/auth.recoverPassword
    """
    new = NewSettings(password=request.new or NewPassword(verifier=None))
    check_new(new, request.salts)
    judged = check_recovery(context, request.mac, date=request.date, limits=limits)
    if judged.outcome is not Verdict.RIGHT:
        return judged
    state = apply(context.state, new, request.date)
    return Decided(state=state, outcome=Verdict.RIGHT, keeps_account=True)


class ResetStep(enum.Enum):
    """How far a reset by waiting has come."""

    REQUESTED = "requested"
    WAITING = "waiting"
    TOO_EARLY = "too early"
    DONE = "done"


class ResetProgress(msgspec.Struct, frozen=True, kw_only=True):
    """`date` is when the next step may be taken; 0 when the reset is done."""

    step: ResetStep
    date: int = 0


def request_reset(
    context: TwoStepContext, *, date: int, limits: TwoStepLimits
) -> Decided[ResetProgress]:
    """The next step of a reset: requested, still waiting, too early after a refusal, or done.

    PASSWORD_EMPTY without a password. https://core.telegram.org/method/account.resetPassword
    """
    state = context.state
    if state.verifier is None:
        raise errors.PasswordEmpty
    if state.reset_at is not None and date >= state.reset_at:
        done = ResetProgress(step=ResetStep.DONE)
        return Decided(state=without_password(state, date), outcome=done)
    if state.reset_at is not None:
        waiting = ResetProgress(step=ResetStep.WAITING, date=state.reset_at)
        return Decided(state=state, outcome=waiting)
    if state.retry_at is not None and date < state.retry_at:
        early = ResetProgress(step=ResetStep.TOO_EARLY, date=state.retry_at)
        return Decided(state=state, outcome=early)
    reset_at = date + limits.reset_delay_s
    requested = ResetProgress(step=ResetStep.REQUESTED, date=reset_at)
    return Decided(state=replace(state, reset_at=reset_at, retry_at=None), outcome=requested)


def decline_reset(context: TwoStepContext, *, date: int, limits: TwoStepLimits) -> Decided[None]:
    """No reset any more, and none may be requested for a while; or RESET_REQUEST_MISSING.

    https://core.telegram.org/method/account.declinePasswordReset
    """
    if context.state.reset_at is None:
        raise errors.ResetRequestMissing
    retry_at = date + limits.reset_retry_s
    return Decided(state=replace(context.state, reset_at=None, retry_at=retry_at), outcome=None)


def take_away(context: TwoStepContext, *, date: int) -> Decided[bool]:
    """An operator lets a locked-out person in: whether there was a password."""
    state: TwoStep = context.state
    if state.verifier is None:
        return Decided(state=state, outcome=False)
    return Decided(state=without_password(state, date), outcome=True)
