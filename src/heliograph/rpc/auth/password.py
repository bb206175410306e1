"""The second step of a sign-in: a password, or a code to the recovery address."""

from heliograph.actions import passwords, recovery
from heliograph.actions.passwords import Caller
from heliograph.domain import errors
from heliograph.domain.mail import mask_mail
from heliograph.rpc.auth.sign_in import client_of
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.passwords import new_settings_of, proof_of
from heliograph.views.users import user


@method("auth.checkPassword", half_signed_in=True)
async def check_password(
    context: Context, query: functions.auth.CheckPassword
) -> types.auth.TypeAuthorization:
    """Signs in who owes the password; for others it only checks (GramJS asks so in settings).

    https://core.telegram.org/method/auth.checkPassword
    """
    proof = proof_of(query.password)
    if context.owes_password:
        await passwords.sign_in_by_password(context.app, _caller(context), proof)
    else:
        await passwords.proven_state(
            context.app, context.account_id, proof, address=context.call.address
        )
    return await _authorization(context)


@method("auth.requestPasswordRecovery", half_signed_in=True)
async def request_password_recovery(
    context: Context, query: functions.auth.RequestPasswordRecovery
) -> types.auth.PasswordRecovery:
    """https://core.telegram.org/method/auth.requestPasswordRecovery"""
    recipient = await recovery.send_recovery_code(context.app, context.account_id)
    return types.auth.PasswordRecovery(email_pattern=mask_mail(recipient))


@method("auth.checkRecoveryPassword", half_signed_in=True)
async def check_recovery_password(
    context: Context, query: functions.auth.CheckRecoveryPassword
) -> bool:
    """https://core.telegram.org/method/auth.checkRecoveryPassword"""
    if not query.code:
        raise errors.CodeEmpty
    await recovery.check_recovery_code(context.app, context.account_id, query.code)
    return True


@method("auth.recoverPassword", half_signed_in=True)
async def recover_password(
    context: Context, query: functions.auth.RecoverPassword
) -> types.auth.TypeAuthorization:
    """https://core.telegram.org/method/auth.recoverPassword"""
    if not query.code:
        raise errors.CodeEmpty
    new = None if query.new_settings is None else new_settings_of(query.new_settings).password
    await recovery.recover_password(
        context.app, _caller(context), query.code, new, waits=context.owes_password
    )
    return await _authorization(context)


def _caller(context: Context) -> Caller:
    return Caller(
        account_id=context.account_id,
        auth_key_id=context.call.key.auth_key_id,
        address=context.call.address,
        client=client_of(context),
    )


async def _authorization(context: Context) -> types.auth.Authorization:
    (seen,) = await context.store.seen(context.account_id, [context.account_id])
    return types.auth.Authorization(user=user(seen, context.access))
