"""The names an account is found under.

https://core.telegram.org/api/usernames
"""

from heliograph.actions import profiles
from heliograph.domain import errors
from heliograph.domain.usernames import ACTIVE_MAX
from heliograph.rpc.account.profile import answer_self
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_profile
from heliograph.tl import functions, types


@method("account.checkUsername", rate=Rate.RESOLVES)
async def check_username(context: Context, query: functions.account.CheckUsername) -> bool:
    """https://core.telegram.org/method/account.checkUsername"""
    return await profiles.username_is_free(context.app, context.account_id, query.username)


@method("account.updateUsername", rate=Rate.RESOLVES)
async def update_username(
    context: Context, query: functions.account.UpdateUsername
) -> types.TypeUser:
    """A new name is told to everybody, as one of the profile is, and counts like one.

    https://core.telegram.org/method/account.updateUsername
    """
    context.spend(Rate.PROFILES)
    screen_profile(context, query.username)
    await profiles.update_username(
        context.app, context.account_id, query.username, origin=context.origin
    )
    return await answer_self(context)


@method("account.toggleUsername", rate=Rate.PROFILES)
async def toggle_username(context: Context, query: functions.account.ToggleUsername) -> bool:
    """https://core.telegram.org/method/account.toggleUsername"""
    await profiles.toggle_username(
        context.app,
        context.account_id,
        query.username,
        active=query.active,
        origin=context.origin,
    )
    return True


@method("account.reorderUsernames", rate=Rate.PROFILES)
async def reorder_usernames(context: Context, query: functions.account.ReorderUsernames) -> bool:
    """https://core.telegram.org/method/account.reorderUsernames"""
    if len(query.order) > ACTIVE_MAX:
        raise errors.OrderInvalid
    await profiles.reorder_usernames(
        context.app, context.account_id, query.order, origin=context.origin
    )
    return True
