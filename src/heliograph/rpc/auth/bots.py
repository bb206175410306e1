"""Signing bots in."""

from heliograph.actions import bots
from heliograph.rpc.auth.sign_in import client_of
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.users import user


@method("auth.importBotAuthorization", signed_in=False)
async def import_bot_authorization(
    context: Context, query: functions.auth.ImportBotAuthorization
) -> types.auth.TypeAuthorization:
    """https://core.telegram.org/method/auth.importBotAuthorization"""
    bot_id = await bots.sign_in_bot(
        context.app,
        query.bot_auth_token,
        auth_key_id=context.call.key.auth_key_id,
        address=context.call.address,
        client=client_of(context),
    )
    (seen,) = await context.store.seen(bot_id, [bot_id])
    return types.auth.Authorization(user=user(seen, context.access))
