"""How a member wants to see a forum.

https://core.telegram.org/api/forum
"""

from heliograph.actions import dialogs
from heliograph.domain.account_events import ForumViewChanged
from heliograph.domain.topics import check_forum
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.account_events import account_updates
from heliograph.views.updates import changes


@method("channels.toggleViewForumAsMessages")
async def toggle_view_forum_as_messages(
    context: Context, request: functions.channels.ToggleViewForumAsMessages
) -> types.TypeUpdates:
    """Shows the caller a forum as one list of messages, or by its topics; may be repeated.

    https://core.telegram.org/method/channels.toggleViewForumAsMessages
    """
    seen = await named_channel(context, request.channel)
    peer_id = check_forum(seen).peer_id
    await dialogs.show_as_messages(
        context.app, context.account_id, peer_id, shown=request.enabled, origin=context.origin
    )
    change = ForumViewChanged(peer_id=peer_id, as_messages=request.enabled)
    made = account_updates(change, (seen,), context.access)
    return changes(made, (seen,), context.clock.now(), context.access)
