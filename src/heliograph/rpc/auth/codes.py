"""Asking for login codes."""

from heliograph.actions import keeping, phone_change, sign_in
from heliograph.actions.keeping import KEEP_PREFIX
from heliograph.actions.phone_change import CHANGE_PREFIX
from heliograph.domain.errors import EmailInstallMissing, PhoneCodeHashEmpty
from heliograph.domain.sign_in import LoginCode, normalise_phone
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types

# After this a client offers to ask once more.
_RESEND_AFTER_S = 60


@method("auth.sendCode", signed_in=False)
async def send_code(context: Context, query: functions.auth.SendCode) -> types.auth.SentCode:
    """The same answer for every number: nothing tells who has an account.

    https://core.telegram.org/method/auth.sendCode
    """
    kept = await sign_in.send_code(
        context.app,
        phone=query.phone_number,
        address=context.call.address,
        auth_key_id=context.call.key.auth_key_id,
        language=context.language,
    )
    return sent_code(context, kept)


@method("auth.resendCode", signed_in=False)
async def resend_code(context: Context, query: functions.auth.ResendCode) -> types.auth.SentCode:
    """A fresh code in place of the named one; counts as another code asked for.

    https://core.telegram.org/method/auth.resendCode
    """
    if not query.phone_code_hash:
        raise PhoneCodeHashEmpty
    if context.account_id and query.phone_code_hash.startswith(CHANGE_PREFIX):
        return await send_change_code(context, query.phone_number, replaces=query.phone_code_hash)
    if context.account_id and query.phone_code_hash.startswith(KEEP_PREFIX):
        return await send_keep_code(context, None, replaces=query.phone_code_hash)
    kept = await sign_in.send_code(
        context.app,
        phone=query.phone_number,
        address=context.call.address,
        auth_key_id=context.call.key.auth_key_id,
        language=context.language,
        replaces=query.phone_code_hash,
    )
    return sent_code(context, kept)


@method("auth.cancelCode", signed_in=False)
async def cancel_code(context: Context, query: functions.auth.CancelCode) -> bool:
    """https://core.telegram.org/method/auth.cancelCode"""
    if not query.phone_code_hash:
        raise PhoneCodeHashEmpty
    await sign_in.cancel_code(
        context.app,
        phone=query.phone_number,
        code_hash=query.phone_code_hash,
        auth_key_id=context.call.key.auth_key_id,
    )
    return True


@method("auth.resetLoginEmail", signed_in=False)
async def reset_login_email(
    context: Context, query: functions.auth.ResetLoginEmail
) -> types.auth.TypeSentCode:
    """Refused alike for every number: nobody signs in by an address of their own choice.

    https://core.telegram.org/method/auth.resetLoginEmail
    """
    normalise_phone(query.phone_number)
    raise EmailInstallMissing


async def send_change_code(
    context: Context, phone: str, *, replaces: str | None = None
) -> types.auth.SentCode:
    """Have a code sent to the number that the caller's account is to have."""
    key = context.call.key
    kept = await phone_change.send_change_code(
        context.app,
        context.account_id,
        phone,
        authorization_hash=key.authorization_hash,
        auth_key_id=key.auth_key_id,
        address=context.call.address,
        settled_s=context.limits.settled_session_s,
        language=context.language,
        replaces=replaces,
    )
    return sent_code(context, kept)


async def send_keep_code(
    context: Context, proof: str | None, *, replaces: str | None = None
) -> types.auth.SentCode:
    """Have a code sent to the caller's own number, by which they keep their account."""
    kept = await keeping.send_keep_code(
        context.app,
        context.account_id,
        proof=proof,
        auth_key_id=context.call.key.auth_key_id,
        address=context.call.address,
        language=context.language,
        replaces=replaces,
    )
    return sent_code(context, kept)


def sent_code(context: Context, kept: LoginCode) -> types.auth.SentCode:
    """What a client needs to enter the code."""
    return types.auth.SentCode(
        type=types.auth.SentCodeTypeSms(length=context.app.code_limits.digits),
        phone_code_hash=kept.code_hash,
        next_type=types.auth.CodeTypeSms(),
        timeout=_RESEND_AFTER_S,
    )
