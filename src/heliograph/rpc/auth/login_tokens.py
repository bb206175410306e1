"""Signing in by a token that another device reads off the screen."""

from heliograph.actions import login_tokens as actions
from heliograph.domain import errors
from heliograph.domain.login_tokens import LoginTokenLimits, Outcome
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.authorizations import authorization
from heliograph.views.users import user


@method("auth.exportLoginToken", signed_in=False, subscribes=False)
async def export_login_token(
    context: Context, query: functions.auth.ExportLoginToken
) -> types.auth.TypeLoginToken:
    """https://core.telegram.org/method/auth.exportLoginToken"""
    # What it says of itself is what the accepting device is shown.
    if context.call.key.client is None:
        raise errors.ConnectionNotInited
    shown = await actions.show_token(
        context.app,
        _limits(context),
        auth_key_id=context.call.key.auth_key_id,
        address=context.call.address,
        except_ids=query.except_ids,
    )
    return await _login_token(context, shown)


@method("auth.importLoginToken", signed_in=False, subscribes=False)
async def import_login_token(
    context: Context, query: functions.auth.ImportLoginToken
) -> types.auth.TypeLoginToken:
    """Asked by clients that were sent to another data centre, which none is.

    https://core.telegram.org/method/auth.importLoginToken
    """
    shown = await actions.take_up_token(
        context.app, query.token, auth_key_id=context.call.key.auth_key_id
    )
    return await _login_token(context, shown)


@method("auth.acceptLoginToken")
async def accept_login_token(
    context: Context, query: functions.auth.AcceptLoginToken
) -> types.Authorization:
    """https://core.telegram.org/method/auth.acceptLoginToken"""
    accepted = await actions.accept_token(
        context.app,
        _limits(context),
        query.token,
        account_id=context.account_id,
        auth_key_id=context.call.key.auth_key_id,
    )
    device = accepted.done.authorization
    if device is None:
        raise errors.AuthTokenInvalid
    return authorization(
        device,
        is_current=False,
        now=context.clock.now(),
        owes_password=accepted.outcome is Outcome.PASSWORD,
    )


def _limits(context: Context) -> LoginTokenLimits:
    limits = context.limits
    return LoginTokenLimits(
        lifetime_s=limits.login_token_lifetime_s, per_network=limits.login_tokens_per_network
    )


async def _login_token(context: Context, shown: actions.Shown) -> types.auth.TypeLoginToken:
    if shown.secret is not None:
        # Clients count down by the clock of the connection.
        expires = int(context.clock.wire_now()) + shown.seconds
        return types.auth.LoginToken(expires=expires, token=shown.secret)
    account_id = context.call.key.account_id
    if account_id is None:
        raise errors.AuthKeyUnregistered
    (seen,) = await context.store.seen(account_id, [account_id])
    return types.auth.LoginTokenSuccess(
        authorization=types.auth.Authorization(user=user(seen, context.access))
    )
