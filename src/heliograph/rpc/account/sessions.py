"""The list of devices and ending them."""

from collections.abc import Sequence

from heliograph.actions import sessions
from heliograph.domain import errors
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
    terms = await context.store.terms(context.account_id)
    return authorizations(
        found,
        _key_of_device(context, found),
        unused_days=terms.session_days,
        now=context.clock.now(),
    )


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
        settled_s=context.limits.settled_session_s,
    )
    return True


@method("auth.resetAuthorizations")
async def reset_authorizations(context: Context, query: functions.auth.ResetAuthorizations) -> bool:
    """https://core.telegram.org/method/auth.resetAuthorizations"""
    await sessions.end_other_sessions(
        context.app,
        context.account_id,
        auth_key_id=context.call.key.auth_key_id,
        settled_s=context.limits.settled_session_s,
    )
    return True


@method("account.changeAuthorizationSettings")
async def change_authorization_settings(
    context: Context, query: functions.account.ChangeAuthorizationSettings
) -> bool:
    """Hash 0 names the asking device, as it does in the list.

    https://core.telegram.org/method/account.changeAuthorizationSettings
    """
    await sessions.change_session(
        context.app,
        context.account_id,
        query.hash or context.call.key.authorization_hash or 0,
        confirmed=query.confirmed,
        no_secret_chats=query.encrypted_requests_disabled,
        no_calls=query.call_requests_disabled,
        own_hash=context.call.key.authorization_hash,
        settled_s=context.limits.settled_session_s,
    )
    return True


@method("account.setAuthorizationTTL")
async def set_authorization_ttl(
    context: Context, query: functions.account.SetAuthorizationTTL
) -> bool:
    """https://core.telegram.org/method/account.setAuthorizationTTL"""
    await sessions.set_session_days(
        context.app,
        context.account_id,
        query.authorization_ttl_days,
        authorization_hash=context.call.key.authorization_hash,
        settled_s=context.limits.settled_session_s,
    )
    return True


@method("account.getWebAuthorizations")
async def get_web_authorizations(
    context: Context, query: functions.account.GetWebAuthorizations
) -> types.account.WebAuthorizations:
    """Websites where one signed in by the account: there is no way to do so here.

    https://core.telegram.org/method/account.getWebAuthorizations
    """
    return types.account.WebAuthorizations(authorizations=[], users=[])


@method("account.resetWebAuthorization")
async def reset_web_authorization(
    context: Context, query: functions.account.ResetWebAuthorization
) -> bool:
    """https://core.telegram.org/method/account.resetWebAuthorization"""
    raise errors.HashInvalid


@method("account.resetWebAuthorizations")
async def reset_web_authorizations(
    context: Context, query: functions.account.ResetWebAuthorizations
) -> bool:
    """https://core.telegram.org/method/account.resetWebAuthorizations"""
    return True


def _key_of_device(context: Context, devices: Sequence[Authorization]) -> int:
    """The key that the asking device signed in with; the one it asks by may be an imported one."""
    key = context.call.key
    own = (one.auth_key_id for one in devices if one.hash == key.authorization_hash)
    return next(own, key.auth_key_id)
