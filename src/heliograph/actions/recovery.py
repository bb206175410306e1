"""Getting past a forgotten password.

https://core.telegram.org/api/srp#password-recovery
"""

from functools import partial

from heliograph.actions.app import App
from heliograph.actions.codes import mail_code_mac
from heliograph.actions.passwords import Caller, draw_entry
from heliograph.actions.service_messages import tell
from heliograph.actions.sign_in import open_session
from heliograph.actions.two_step import change_two_step, draw_mail_code, send_code_by_mail
from heliograph.domain import errors
from heliograph.domain.notices import Notice, about_password, password_reset_asked
from heliograph.domain.passwords import new_salts
from heliograph.domain.recovery import (
    Recovery,
    ResetProgress,
    ResetStep,
    check_recovery,
    decline_reset,
    recover,
    request_recovery,
    request_reset,
    take_away,
)
from heliograph.domain.sign_in import SignedIn
from heliograph.domain.two_step import Decided, NewPassword, TwoStepContext, Verdict


async def send_recovery_code(app: App, account_id: int) -> str:
    """Send a code to the recovery address, which is returned.

    PASSWORD_EMPTY, PASSWORD_RECOVERY_NA, FLOOD_WAIT_x.
    """
    code, drawn = draw_mail_code(app, account_id)
    decide = partial(
        request_recovery, code=drawn, by_mail=app.mailer.available, limits=app.two_step_limits
    )
    recipient = await change_two_step(app, account_id, decide, recipient=lambda state: state.email)
    send_code_by_mail(app, account_id, recipient, code)
    return recipient


async def check_recovery_code(app: App, account_id: int, code: str) -> None:
    """CODE_INVALID or PASSWORD_RECOVERY_EXPIRED unless the code would recover the password."""
    decide = partial(
        check_recovery,
        mac=mail_code_mac(app.code_secret, account_id, code),
        date=app.clock.now(),
        limits=app.two_step_limits,
    )
    _judge(await change_two_step(app, account_id, decide))


async def recover_password(
    app: App, caller: Caller, code: str, new: NewPassword | None, *, waits: bool
) -> SignedIn | None:
    """Replace the password, or take it away, by a recovery code.

    A key that `waits` for the password is let in; None for one that is in already. Refused like
    `check_recovery_code`, and NEW_SETTINGS_INVALID or NEW_SALT_INVALID.
    """
    mac = mail_code_mac(app.code_secret, caller.account_id, code)
    date = app.clock.now()

    def decide(context: TwoStepContext) -> Decided[Verdict]:
        generation = context.state.generation
        salts = new_salts(app.password_secret, caller.account_id, generation)
        request = Recovery(mac=mac, new=new, salts=salts, date=date)
        return recover(request, context, app.two_step_limits)

    done = None
    if waits:
        verdict, done = await app.store.let_in(draw_entry(app, caller), decide=decide)
    else:
        verdict = await change_two_step(app, caller.account_id, decide)
    _judge(verdict)
    if done is not None:
        open_session(app, caller.auth_key_id, done)
    app.spawn(tell(app, caller.account_id, about_password("PasswordRecovered")))
    return done


def _judge(verdict: Verdict) -> None:
    match verdict:
        case Verdict.WRONG:
            raise errors.CodeInvalid
        case Verdict.EXPIRED:
            raise errors.PasswordRecoveryExpired


async def reset_password(app: App, account_id: int) -> ResetProgress:
    """Take the next step of a reset by waiting, and tell the account's devices. PASSWORD_EMPTY."""
    decide = partial(request_reset, date=app.clock.now(), limits=app.two_step_limits)
    progress = await change_two_step(app, account_id, decide)
    match progress.step:
        case ResetStep.REQUESTED:
            app.spawn(tell(app, account_id, password_reset_asked(progress.date)))
        case ResetStep.DONE:
            app.spawn(tell(app, account_id, about_password("PasswordReset")))
    return progress


async def decline_password_reset(app: App, account_id: int) -> None:
    """Keep the password after all. RESET_REQUEST_MISSING."""
    decide = partial(decline_reset, date=app.clock.now(), limits=app.two_step_limits)
    await change_two_step(app, account_id, decide)
    app.spawn(tell(app, account_id, Notice(key="PasswordResetDeclined")))


async def take_password_away(app: App, account_id: int) -> bool:
    """An operator lets a locked-out person in by the code alone; False if there was no password.

    The account's devices are told before this returns.
    """
    decide = partial(take_away, date=app.clock.now())
    taken = await change_two_step(app, account_id, decide)
    if taken:
        await tell(app, account_id, Notice(key="PasswordTakenByOperator"))
    return taken
