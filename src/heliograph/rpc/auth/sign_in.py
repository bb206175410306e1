"""Entering codes, opening accounts, logging out."""

from heliograph.actions import sign_in as actions
from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.sign_in import SignedIn
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_profile
from heliograph.tl import functions, types
from heliograph.views.terms import terms_of_service
from heliograph.views.users import user


@method("auth.signIn", signed_in=False)
async def sign_in(context: Context, query: functions.auth.SignIn) -> types.auth.TypeAuthorization:
    """https://core.telegram.org/method/auth.signIn"""
    if not query.phone_code_hash:
        raise errors.PhoneCodeHashEmpty
    if not query.phone_code:
        raise errors.PhoneCodeEmpty
    done = await actions.sign_in(
        context.app,
        phone=query.phone_number,
        code_hash=query.phone_code_hash,
        code=query.phone_code,
        auth_key_id=context.call.key.auth_key_id,
        address=context.call.address,
        client=client_of(context),
    )
    return await _authorization(context, done)


@method("auth.signUp", signed_in=False)
async def sign_up(context: Context, query: functions.auth.SignUp) -> types.auth.TypeAuthorization:
    """https://core.telegram.org/method/auth.signUp"""
    if not query.phone_code_hash:
        raise errors.PhoneCodeHashEmpty
    screen_profile(context, query.first_name, query.last_name)
    done = await actions.sign_up(
        context.app,
        phone=query.phone_number,
        code_hash=query.phone_code_hash,
        first_name=query.first_name,
        last_name=query.last_name,
        auth_key_id=context.call.key.auth_key_id,
        address=context.call.address,
        client=client_of(context),
    )
    return await _authorization(context, done)


# Web K answers a revoked session's 401 with a log-out, and loops if that is a 401 too.
@method("auth.logOut", signed_in=False, subscribes=False)
async def log_out(context: Context, query: functions.auth.LogOut) -> types.auth.LoggedOut:
    """https://core.telegram.org/method/auth.logOut"""
    if context.account_id:
        await actions.log_out(context.app, context.call.key.auth_key_id)
    else:
        await actions.give_up(context.app, context.call.key.auth_key_id)
    return types.auth.LoggedOut()


def client_of(context: Context) -> ClientInfo:
    """What the caller's client said of itself. CONNECTION_NOT_INITED if it has said nothing."""
    client = context.call.key.client
    if client is None:
        raise errors.ConnectionNotInited
    return client


async def _authorization(context: Context, done: SignedIn) -> types.auth.TypeAuthorization:
    if done.account is None:
        terms = context.app.terms
        return types.auth.AuthorizationSignUpRequired(
            terms_of_service=None if terms is None else terms_of_service(terms)
        )
    account_id = done.account.id
    (seen,) = await context.store.seen(account_id, [account_id])
    return types.auth.Authorization(user=user(seen, context.access))
