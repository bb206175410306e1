"""Dialogs that their owner wants to come back to.

https://core.telegram.org/method/messages.markDialogUnread
"""

from heliograph.actions import dialogs
from heliograph.rpc.context import Context
from heliograph.rpc.messages.dialogs import dialog_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import dialogs as view


@method("messages.markDialogUnread")
async def mark_dialog_unread(context: Context, query: functions.messages.MarkDialogUnread) -> bool:
    """https://core.telegram.org/method/messages.markDialogUnread"""
    peer_id = await dialog_account(context, query.peer)
    await dialogs.mark_unread(
        context.app, context.account_id, peer_id, unread=query.unread, origin=context.origin
    )
    return True


@method("messages.getDialogUnreadMarks")
async def get_dialog_unread_marks(
    context: Context, query: functions.messages.GetDialogUnreadMarks
) -> list[types.TypeDialogPeer]:
    """https://core.telegram.org/method/messages.getDialogUnreadMarks"""
    return view.dialog_peers(await context.store.marked_unread(context.account_id))
