"""Where the mailbox stands, and what a client missed.

https://core.telegram.org/api/updates
"""

from heliograph.actions.catching_up import catch_up, present_state
from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as state_view
from heliograph.views import updates as view


@method("updates.getState")
async def get_state(context: Context, request: functions.updates.GetState) -> types.updates.State:
    """The current state; a client asks once and keeps it up by itself."""
    return state_view.state(await present_state(context.app, context.account_id))


@method("updates.getDifference")
async def get_difference(
    context: Context, request: functions.updates.GetDifference
) -> types.updates.TypeDifference:
    """In slices, as many as it takes: only a client that sets `pts_total_limit` is cut off.

    TDLib loses what lies between on a differenceTooLong it did not ask for.
    """
    if request.pts < 0:
        raise errors.PersistentTimestampInvalid
    owner_id = context.account_id
    if request.pts_total_limit is not None:
        box = await context.store.state(owner_id)
        if box.pts - request.pts > request.pts_total_limit:
            return types.updates.DifferenceTooLong(pts=box.pts)
    page = context.limits.difference_page
    limit = page if request.pts_limit is None else max(1, min(request.pts_limit, page))
    missed, account = await catch_up(
        context.app, owner_id, pts=request.pts, date=request.date, limit=limit
    )
    return view.difference(missed, account, request.pts, context.access)
