"""Two-step verification: what is set up, and changing it."""

from heliograph.actions import passwords, two_step
from heliograph.domain import errors
from heliograph.domain.passwords import SECURE_RANDOM_BYTES
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.passwords import new_settings_of, password, password_settings, proof_of


@method("account.getPassword", half_signed_in=True)
async def get_password(
    context: Context, query: functions.account.GetPassword
) -> types.account.Password:
    """https://core.telegram.org/method/account.getPassword"""
    found = await passwords.overview(context.app, context.account_id)
    return password(
        found.state,
        found.salts,
        srp_id=found.srp_id,
        srp_b=found.srp_b,
        by_mail=found.by_mail,
        secure_random=context.app.random.token(SECURE_RANDOM_BYTES),
    )


@method("account.getPasswordSettings")
async def get_password_settings(
    context: Context, query: functions.account.GetPasswordSettings
) -> types.account.PasswordSettings:
    """https://core.telegram.org/method/account.getPasswordSettings"""
    state = await passwords.proven_state(
        context.app, context.account_id, proof_of(query.password), address=context.call.address
    )
    return password_settings(state)


@method("account.updatePasswordSettings")
async def update_password_settings(
    context: Context, query: functions.account.UpdatePasswordSettings
) -> bool:
    """https://core.telegram.org/method/account.updatePasswordSettings"""
    await two_step.update_settings(
        context.app,
        context.account_id,
        proof_of(query.password),
        new_settings_of(query.new_settings),
        address=context.call.address,
    )
    return True


@method("account.confirmPasswordEmail")
async def confirm_password_email(
    context: Context, query: functions.account.ConfirmPasswordEmail
) -> bool:
    """https://core.telegram.org/method/account.confirmPasswordEmail"""
    await two_step.confirm_email(context.app, context.account_id, query.code)
    return True


@method("account.resendPasswordEmail")
async def resend_password_email(
    context: Context, query: functions.account.ResendPasswordEmail
) -> bool:
    """https://core.telegram.org/method/account.resendPasswordEmail"""
    await two_step.resend_email(context.app, context.account_id)
    return True


@method("account.cancelPasswordEmail")
async def cancel_password_email(
    context: Context, query: functions.account.CancelPasswordEmail
) -> bool:
    """https://core.telegram.org/method/account.cancelPasswordEmail"""
    await two_step.cancel_email(context.app, context.account_id)
    return True


@method("account.getTmpPassword")
async def get_tmp_password(
    context: Context, query: functions.account.GetTmpPassword
) -> types.account.TmpPassword:
    """Refused: there is nothing here that a temporary password could pay for.

    https://core.telegram.org/method/account.getTmpPassword
    """
    raise errors.TmpPasswordDisabled
