"""Questions about groups, and what only groups have. There are none yet: dialogs are private."""

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("messages.getChats")
async def get_chats(context: Context, request: functions.messages.GetChats) -> types.messages.Chats:
    """https://core.telegram.org/method/messages.getChats"""
    if request.id:
        raise errors.ChatIdInvalid
    return types.messages.Chats(chats=[])


@method("messages.getOnlines")
async def get_onlines(
    context: Context, request: functions.messages.GetOnlines
) -> types.ChatOnlines:
    """Only groups are counted, so that a private dialog is PEER_ID_INVALID.

    https://core.telegram.org/method/messages.getOnlines
    """
    await peer_account(context, request.peer)
    raise errors.PeerIdInvalid


@method("messages.getMessagesViews")
async def get_messages_views(
    context: Context, request: functions.messages.GetMessagesViews
) -> types.messages.MessageViews:
    """One for each id in the order asked, without a number: views of private messages are not told.

    https://core.telegram.org/method/messages.getMessagesViews
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    await peer_account(context, request.peer)
    return types.messages.MessageViews(
        views=[types.MessageViews() for _ in request.id], chats=[], users=[]
    )
