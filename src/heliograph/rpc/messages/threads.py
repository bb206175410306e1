"""Threads: what is said about a message of a supergroup, or about a channel's post.

https://core.telegram.org/api/threads
"""

from heliograph.actions import threads
from heliograph.domain import errors
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.rpc.messages.history import requested_page
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view
from heliograph.views.chats import chats
from heliograph.views.users import users


@method("messages.getDiscussionMessage")
async def get_discussion_message(
    context: Context, request: functions.messages.GetDiscussionMessage
) -> types.messages.DiscussionMessage:
    """What a thread is about, where it is talked about, and how the thread stands.

    https://core.telegram.org/method/messages.getDiscussionMessage
    """
    peer_id = await _channel(context, request.peer)
    page, thread = await context.store.opened_thread(
        context.account_id, peer_id=peer_id, message_id=request.msg_id
    )
    return types.messages.DiscussionMessage(
        messages=[view.message(one, context.access) for one in page.messages],
        max_id=thread.top_id or None,
        read_inbox_max_id=thread.read_inbox_max_id or None,
        read_outbox_max_id=thread.read_outbox_max_id or None,
        unread_count=thread.unread,
        chats=chats(page.sees, context.access),
        users=users(page.sees, context.access),
    )


@method("messages.getReplies")
async def get_replies(
    context: Context, request: functions.messages.GetReplies
) -> types.messages.TypeMessages:
    """A page of a thread, newest first; what it is about is not in it.

    https://core.telegram.org/method/messages.getReplies
    """
    peer_id = await _channel(context, request.peer)
    query = requested_page(context, request, peer_id=peer_id)
    page = await context.store.thread_page(query, message_id=request.msg_id)
    return view.history(page, context.access)


@method("messages.readDiscussion")
async def read_discussion(context: Context, request: functions.messages.ReadDiscussion) -> bool:
    """Everything in a thread up to `read_max_id` is read.

    https://core.telegram.org/method/messages.readDiscussion
    """
    peer_id = await _channel(context, request.peer)
    await threads.read(
        context.app,
        context.account_id,
        peer_id=peer_id,
        message_id=request.msg_id,
        max_id=request.read_max_id,
        origin=context.origin,
    )
    return True


async def _channel(context: Context, peer: types.TypeInputPeer) -> int:
    """Threads are in supergroups: PEER_ID_INVALID for another dialog."""
    peer_id = await dialog_peer(context, peer)
    if not is_channel(peer_id):
        raise errors.PeerIdInvalid
    return peer_id
