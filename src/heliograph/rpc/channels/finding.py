"""Channels that somebody is or was in, or might like.

https://core.telegram.org/api/recommend
"""

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chats import chats

_QUIET_S = 30 * 86_400
_RECOMMENDED = 10
_LEFT_AT_ONCE = 100


@method("channels.getInactiveChannels")
async def get_inactive_channels(
    context: Context, request: functions.channels.GetInactiveChannels
) -> types.messages.InactiveChats:
    """In which nobody wrote for a month, the longest first: to leave some before joining more.

    https://core.telegram.org/method/channels.getInactiveChannels
    """
    found = await context.store.quiet_channels(
        context.account_id,
        before=context.clock.now() - _QUIET_S,
        at_most=context.limits.page_max,
    )
    return types.messages.InactiveChats(
        dates=[date for _, date in found],
        chats=chats([seen for seen, _ in found], context.access),
        users=[],
    )


@method("channels.getLeftChannels")
async def get_left_channels(
    context: Context, request: functions.channels.GetLeftChannels
) -> types.messages.TypeChats:
    """Those that the caller went out of, in an export of their data. TAKEOUT_REQUIRED.

    https://core.telegram.org/method/channels.getLeftChannels
    """
    if context.takeout is None:
        raise errors.TakeoutRequired
    if request.offset < 0:
        raise errors.LimitInvalid
    found, count = await context.store.left_channels(
        context.account_id, skip=request.offset, at_most=_LEFT_AT_ONCE
    )
    shown = chats(found, context.access)
    if request.offset + len(found) < count:
        return types.messages.ChatsSlice(count=count, chats=shown)
    return types.messages.Chats(chats=shown)


@method("channels.getChannelRecommendations", rate=Rate.SEARCHES)
async def get_channel_recommendations(
    context: Context, request: functions.channels.GetChannelRecommendations
) -> types.messages.Chats:
    """Public channels that several who came last into a public one are in as well.

    Nothing for a private channel, and for nothing in particular. CHANNEL_INVALID for a supergroup.

    https://core.telegram.org/method/channels.getChannelRecommendations
    """
    if request.channel is None:
        return types.messages.Chats(chats=[])
    seen = await named_channel(context, request.channel)
    if not seen.channel.broadcast:
        raise errors.ChannelInvalid
    if not seen.channel.public:
        return types.messages.Chats(chats=[])
    found = await context.store.similar_channels(
        context.account_id, seen.channel.id, at_most=_RECOMMENDED
    )
    return types.messages.Chats(chats=chats(found, context.access))
