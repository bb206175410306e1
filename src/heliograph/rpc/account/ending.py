"""The end of an account: by its owner, or because nobody used it."""

from heliograph.actions import deletion
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.passwords import proof_of


# Also for who only entered the code: whoever forgot the password begins anew by it.
@method("account.deleteAccount", half_signed_in=True)
async def delete_account(context: Context, query: functions.account.DeleteAccount) -> bool:
    """https://core.telegram.org/method/account.deleteAccount"""
    proof = None if query.password is None else proof_of(query.password)
    await deletion.ask_to_delete(
        context.app,
        context.account_id,
        proof,
        auth_key_id=context.call.key.auth_key_id,
        address=context.call.address,
    )
    return True


@method("account.getAccountTTL")
async def get_account_ttl(
    context: Context, query: functions.account.GetAccountTTL
) -> types.AccountDaysTTL:
    """https://core.telegram.org/method/account.getAccountTTL"""
    terms = await context.store.terms(context.account_id)
    return types.AccountDaysTTL(days=terms.account_days)


@method("account.setAccountTTL")
async def set_account_ttl(context: Context, query: functions.account.SetAccountTTL) -> bool:
    """https://core.telegram.org/method/account.setAccountTTL"""
    await deletion.set_account_days(context.app, context.account_id, query.ttl.days)
    return True
