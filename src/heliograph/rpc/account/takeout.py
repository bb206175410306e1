"""Exporting all of one's data."""

from heliograph.actions import takeouts
from heliograph.domain import errors
from heliograph.domain.takeouts import TakeoutRules
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types

_ID_MAX = 2**31 - 1


@method("account.initTakeoutSession")
async def init_takeout_session(
    context: Context, query: functions.account.InitTakeoutSession
) -> types.account.Takeout:
    """TAKEOUT_INIT_DELAY_x at first: the account's other devices hear of it, and may confirm it.

    https://core.telegram.org/method/account.initTakeoutSession
    """
    limits = context.limits
    takeout_id = await takeouts.begin_takeout(
        context.app,
        context.account_id,
        auth_key_id=context.call.key.auth_key_id,
        files=query.files,
        file_size_max=query.file_max_size,
        rules=TakeoutRules(delay_s=limits.takeout_delay_s, lifetime_s=limits.takeout_lifetime_s),
    )
    return types.account.Takeout(id=takeout_id)


@method("account.finishTakeoutSession")
async def finish_takeout_session(
    context: Context, query: functions.account.FinishTakeoutSession
) -> bool:
    """Called inside invokeWithTakeout, which says which one.

    https://core.telegram.org/method/account.finishTakeoutSession
    """
    if context.takeout is None:
        raise errors.TakeoutRequired
    await context.store.finish_takeout(context.account_id, context.takeout.id)
    return True


@method("messages.getSplitRanges")
async def get_split_ranges(
    context: Context, query: functions.messages.GetSplitRanges
) -> list[types.MessageRange]:
    """One range, which holds every message: nothing here is stored in parts.

    https://core.telegram.org/method/messages.getSplitRanges
    """
    return [types.MessageRange(min_id=1, max_id=_ID_MAX)]
