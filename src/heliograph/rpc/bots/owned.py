"""Whose bots are whose."""

from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.users import users


@method("bots.getAdminedBots")
async def get_admined_bots(
    context: Context, query: functions.bots.GetAdminedBots
) -> list[types.TypeUser]:
    """Those that an operator made for the caller: nobody makes any by themselves.

    https://core.telegram.org/method/bots.getAdminedBots
    """
    own, most = context.account_id, context.limits.page_max
    return users(await context.store.owned_bots(own, at_most=most), context.access)
