"""The list of devices and ending them."""

from collections.abc import Sequence

from heliograph.actions import sessions
from heliograph.domain.authorizations import Authorization
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.authorizations import authorizations


@method("account.getAuthorizations")
async def get_authorizations(
    context: Context, query: functions.account.GetAuthorizations
) -> types.account.Authorizations:
    """https://core.telegram.org/method/account.getAuthorizations"""
    found = await sessions.list_sessions(context.app, context.account_id)
    return authorizations(found, _key_of_device(context, found))


@method("account.resetAuthorization")
async def reset_authorization(
    context: Context, query: functions.account.ResetAuthorization
) -> bool:
    """https://core.telegram.org/method/account.resetAuthorization"""
    await sessions.end_session(
        context.app,
        context.account_id,
        query.hash,
        auth_key_id=context.call.key.auth_key_id,
    )
    return True


@method("auth.resetAuthorizations")
async def reset_authorizations(context: Context, query: functions.auth.ResetAuthorizations) -> bool:
    """https://core.telegram.org/method/auth.resetAuthorizations"""
    await sessions.end_other_sessions(
        context.app, context.account_id, auth_key_id=context.call.key.auth_key_id
    )
    return True


def _key_of_device(context: Context, devices: Sequence[Authorization]) -> int:
    """The key that the asking device signed in with; the one it asks by may be an imported one."""
    key = context.call.key
    own = (one.auth_key_id for one in devices if one.hash == key.authorization_hash)
    return next(own, key.auth_key_id)
