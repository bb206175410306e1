"""Where the mailbox stands, and what a client missed.

https://core.telegram.org/api/updates
"""

from heliograph.actions import bot_events, encrypted_messages
from heliograph.actions.catching_up import catch_up, present_state
from heliograph.domain import errors
from heliograph.domain.people import is_bot
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as state_view
from heliograph.views import updates as view
from heliograph.views.qts_difference import QtsPart, bot_part, encrypted_part


@method("updates.getState")
async def get_state(context: Context, request: functions.updates.GetState) -> types.updates.State:
    """The current state; a client asks once and keeps it up by itself.

    https://core.telegram.org/method/updates.getState
    """
    key = context.call.key.auth_key_id
    box = await present_state(context.app, context.account_id, auth_key_id=key)
    return state_view.state(box)


@method("updates.getDifference")
async def get_difference(
    context: Context, request: functions.updates.GetDifference
) -> types.updates.TypeDifference:
    """In slices, as many as it takes: only a client that sets `pts_total_limit` is cut off.

    TDLib loses what lies between on a differenceTooLong it did not ask for.

    https://core.telegram.org/method/updates.getDifference
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
        context.app,
        owner_id,
        pts=request.pts,
        date=request.date,
        limit=limit,
        device_hash=context.call.key.authorization_hash,
    )
    answer = view.difference(missed, account, request.pts, context.access)
    return (await _qts_part(context, request)).into(answer, missed.state)


async def _qts_part(context: Context, request: functions.updates.GetDifference) -> QtsPart:
    """What the calling device missed of its end-to-end chats, or a bot of what bots alone are told;
    what it has is erased."""
    page = context.limits.difference_page
    limit = page if request.qts_limit is None else max(1, min(request.qts_limit, page))
    account_id, auth_key_id = context.account_id, context.call.key.auth_key_id
    if is_bot(account_id):
        told = await bot_events.catch_up(context.app, account_id, qts=request.qts, limit=limit)
        return bot_part(told, context.access, asked_qts=request.qts)
    record = await encrypted_messages.catch_up(
        context.app,
        account_id,
        auth_key_id,
        qts=request.qts,
        date=request.date,
        limit=limit,
    )
    return encrypted_part(
        record,
        context.access,
        account_id=account_id,
        auth_key_id=auth_key_id,
        asked_qts=request.qts,
    )
