"""Losing a forgotten password by waiting."""

from heliograph.actions import recovery
from heliograph.domain.recovery import ResetStep
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("account.resetPassword")
async def reset_password(
    context: Context, query: functions.account.ResetPassword
) -> types.account.TypeResetPasswordResult:
    """https://core.telegram.org/method/account.resetPassword"""
    progress = await recovery.reset_password(context.app, context.account_id)
    match progress.step:
        case ResetStep.DONE:
            return types.account.ResetPasswordOk()
        case ResetStep.TOO_EARLY:
            return types.account.ResetPasswordFailedWait(retry_date=progress.date)
    return types.account.ResetPasswordRequestedWait(until_date=progress.date)


@method("account.declinePasswordReset")
async def decline_password_reset(
    context: Context, query: functions.account.DeclinePasswordReset
) -> bool:
    """https://core.telegram.org/method/account.declinePasswordReset"""
    await recovery.decline_password_reset(context.app, context.account_id)
    return True
