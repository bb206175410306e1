"""What somebody is doing in a dialog at the moment."""

from heliograph.actions import presence
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions
from heliograph.views.activities import asked_activity


@method("messages.setTyping", rate=Rate.ACTIVITIES)
async def set_typing(context: Context, query: functions.messages.SetTyping) -> bool:
    """Told to the other side if it listens and would get a message, too.

    https://core.telegram.org/method/messages.setTyping
    """
    peer_id = await dialog_peer(context, query.peer)
    activity = asked_activity(query.action)
    if activity is not None:
        await presence.show_activity(
            context.app,
            context.account_id,
            peer_id,
            activity,
            thread_id=query.top_msg_id or 0,
        )
    return True
