"""Names and usernames."""

from heliograph.actions import profiles
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.users import user


@method("account.checkUsername", rate=Rate.RESOLVES)
async def check_username(context: Context, query: functions.account.CheckUsername) -> bool:
    """https://core.telegram.org/method/account.checkUsername"""
    return await profiles.username_is_free(context.app, context.account_id, query.username)


@method("account.updateUsername", rate=Rate.RESOLVES)
async def update_username(
    context: Context, query: functions.account.UpdateUsername
) -> types.TypeUser:
    """https://core.telegram.org/method/account.updateUsername"""
    await profiles.update_username(
        context.app, context.account_id, query.username, origin=context.origin
    )
    return await _self(context)


@method("account.updateProfile", rate=Rate.PROFILES)
async def update_profile(
    context: Context, query: functions.account.UpdateProfile
) -> types.TypeUser:
    """https://core.telegram.org/method/account.updateProfile"""
    await profiles.update_profile(
        context.app,
        context.account_id,
        first_name=query.first_name,
        last_name=query.last_name,
        about=query.about,
        origin=context.origin,
    )
    return await _self(context)


@method("account.updateStatus")
async def update_status(context: Context, query: functions.account.UpdateStatus) -> bool:
    """Nothing finer than "recently" is shown to anybody, so there is nothing to keep.

    https://core.telegram.org/method/account.updateStatus
    """
    return True


async def _self(context: Context) -> types.TypeUser:
    (seen,) = await context.store.seen(context.account_id, [context.account_id])
    return user(seen, context.access)
