"""Marking as read."""

from heliograph.actions import messaging
from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.interest import keep_showing
from heliograph.rpc.peers import peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("messages.readHistory")
async def read_history(
    context: Context, request: functions.messages.ReadHistory
) -> types.messages.AffectedMessages:
    """Everything up to `max_id` is read; 0 means the whole dialog.

    https://core.telegram.org/method/messages.readHistory
    """
    if request.max_id < 0:
        raise errors.MsgIdInvalid
    peer_id = await peer_account(context, request.peer)
    keep_showing(context, peer_id)
    read = await messaging.read_history(
        context.app,
        context.account_id,
        peer_id,
        max_id=request.max_id,
        origin=context.origin,
    )
    return types.messages.AffectedMessages(pts=read.pts, pts_count=read.pts_count)


@method("messages.receivedMessages")
async def received_messages(
    context: Context, request: functions.messages.ReceivedMessages
) -> list[types.TypeReceivedNotifyMessage]:
    """Old clients confirm what arrived; nothing hangs on it.

    https://core.telegram.org/method/messages.receivedMessages
    """
    return []
