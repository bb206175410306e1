"""What a client missed of a channel.

https://core.telegram.org/api/updates
"""

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import channel_posts as view


@method("updates.getChannelDifference")
async def get_channel_difference(
    context: Context, request: functions.updates.GetChannelDifference
) -> types.updates.TypeChannelDifference:
    """In slices, as many as it takes: what a channel went through is kept, so it is never too long.

    https://core.telegram.org/method/updates.getChannelDifference
    """
    seen = await named_channel(context, request.channel)
    if request.pts <= 0:
        raise errors.PersistentTimestampInvalid
    if isinstance(request.filter, types.ChannelMessagesFilter):
        # Pyrogram and its kin ask for one message by its id where something in it was `min`, and
        # would for each that follows: one method a post and reader.
        context.call.session.asks_of_min = True
    limit = max(1, min(request.limit, context.limits.difference_page))
    missed = await context.store.channel_difference(
        context.account_id, seen.channel.peer_id, pts=request.pts, limit=limit
    )
    return view.difference(missed, asked_pts=request.pts, inside=seen.inside, access=context.access)
