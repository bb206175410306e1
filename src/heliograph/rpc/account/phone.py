"""The account's number: moving to another, and proving that one has it."""

from heliograph.actions import keeping, phone_change
from heliograph.domain import errors
from heliograph.rpc.auth.codes import send_change_code, send_keep_code
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.users import user


@method("account.sendChangePhoneCode")
async def send_change_phone_code(
    context: Context, query: functions.account.SendChangePhoneCode
) -> types.auth.TypeSentCode:
    """https://core.telegram.org/method/account.sendChangePhoneCode"""
    return await send_change_code(context, query.phone_number)


@method("account.changePhone")
async def change_phone(context: Context, query: functions.account.ChangePhone) -> types.TypeUser:
    """https://core.telegram.org/method/account.changePhone"""
    if not query.phone_code_hash:
        raise errors.PhoneCodeHashEmpty
    if not query.phone_code:
        raise errors.PhoneCodeEmpty
    await phone_change.move_account(
        context.app,
        context.account_id,
        query.phone_number,
        code_hash=query.phone_code_hash,
        code=query.phone_code,
        auth_key_id=context.call.key.auth_key_id,
        origin=context.origin,
    )
    (seen,) = await context.store.seen(context.account_id, [context.account_id])
    return user(seen, context.access)


@method("account.sendConfirmPhoneCode")
async def send_confirm_phone_code(
    context: Context, query: functions.account.SendConfirmPhoneCode
) -> types.auth.TypeSentCode:
    """For whoever objects to the deletion of their account, by the link its devices were sent.

    https://core.telegram.org/method/account.sendConfirmPhoneCode
    """
    return await send_keep_code(context, query.hash)


@method("account.confirmPhone")
async def confirm_phone(context: Context, query: functions.account.ConfirmPhone) -> bool:
    """https://core.telegram.org/method/account.confirmPhone"""
    if not query.phone_code:
        raise errors.PhoneCodeEmpty
    await keeping.keep_account(
        context.app,
        context.account_id,
        code_hash=query.phone_code_hash,
        code=query.phone_code,
        auth_key_id=context.call.key.auth_key_id,
    )
    return True
