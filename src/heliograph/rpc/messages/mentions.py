"""Messages that name the caller, and who has read the caller's own.

https://core.telegram.org/api/mentions
"""

from heliograph.actions import mentions
from heliograph.actions.opening import open_contents
from heliograph.domain import errors
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.rpc.messages.reacting import asked_thread, look_at_all, unread_query
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view


@method("messages.getUnreadMentions")
async def get_unread_mentions(
    context: Context, request: functions.messages.GetUnreadMentions
) -> types.messages.TypeMessages:
    """Those that the caller has not looked at, newest first; between two people there are none.

    https://core.telegram.org/method/messages.getUnreadMentions
    """
    page = await context.store.unread_mentions(await unread_query(context, request))
    return view.history(page, context.access)


@method("messages.readMentions")
async def read_mentions(
    context: Context, request: functions.messages.ReadMentions
) -> types.messages.AffectedHistory:
    """The caller has looked at all of a dialog's or thread's; `offset` above 0 asks to call again.

    https://core.telegram.org/method/messages.readMentions
    """
    peer_id = await dialog_peer(context, request.peer)
    if is_channel(peer_id):
        return await look_at_all(context, request, mentions.heed_channel)
    asked_thread(request, peer_id)
    change, more = await mentions.heed_dialog(
        context.app, context.account_id, peer_id, origin=context.origin
    )
    return types.messages.AffectedHistory(
        pts=change.pts, pts_count=change.pts_count, offset=int(more)
    )


@method("messages.readMessageContents")
async def read_message_contents(
    context: Context, request: functions.messages.ReadMessageContents
) -> types.messages.AffectedMessages:
    """The caller has looked at messages that name them, heard voices, watched round films.

    https://core.telegram.org/method/messages.readMessageContents
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    own, ids = context.account_id, request.id
    change = await open_contents(context.app, own, ids, origin=context.origin)
    return types.messages.AffectedMessages(pts=change.pts, pts_count=change.pts_count)


@method("messages.getMessageReadParticipants")
async def get_message_read_participants(
    context: Context, request: functions.messages.GetMessageReadParticipants
) -> list[types.TypeReadParticipantDate]:
    """Who has read a message of the caller's in a group, and when, the first first.

    https://core.telegram.org/method/messages.getMessageReadParticipants
    """
    peer_id = await dialog_peer(context, request.peer)
    found = await mentions.readers(context.app, context.account_id, peer_id, request.msg_id)
    return [types.ReadParticipantDate(user_id=reader, date=date) for reader, date in found]
