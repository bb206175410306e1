"""The supergroup in which a channel's posts are talked about.

https://core.telegram.org/api/discussion
"""

from heliograph.actions.discussion_groups import link
from heliograph.rpc.channels.named import channel_id_of
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chats import chats


@method("channels.setDiscussionGroup", rate=Rate.CHATS)
async def set_discussion_group(
    context: Context, request: functions.channels.SetDiscussionGroup
) -> bool:
    """An empty one of the two ends what the other belongs to.

    https://core.telegram.org/method/channels.setDiscussionGroup
    """
    broadcast_id, group_id = [
        0 if isinstance(one, types.InputChannelEmpty) else await channel_id_of(context, one)
        for one in (request.broadcast, request.group)
    ]
    await link(context.app, context.account_id, broadcast_id=broadcast_id, group_id=group_id)
    return True


@method("channels.getGroupsForDiscussion")
async def get_groups_for_discussion(
    context: Context, request: functions.channels.GetGroupsForDiscussion
) -> types.messages.Chats:
    """Supergroups of the caller's that belong to no channel yet.

    https://core.telegram.org/method/channels.getGroupsForDiscussion
    """
    found = await context.store.own_supergroups(context.account_id)
    return types.messages.Chats(chats=chats(found, context.access))
