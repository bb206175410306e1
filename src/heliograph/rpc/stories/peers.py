"""Stories of one peer. There are none yet."""

from heliograph.rpc.context import Context
from heliograph.rpc.peers import peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.peers import peer


@method("stories.getPeerStories")
async def get_peer_stories(
    context: Context, query: functions.stories.GetPeerStories
) -> types.stories.PeerStories:
    """https://core.telegram.org/method/stories.getPeerStories"""
    peer_id = await peer_account(context, query.peer)
    none = types.PeerStories(peer=peer(peer_id), stories=[])
    return types.stories.PeerStories(stories=none, chats=[], users=[])


@method("stories.getPinnedStories")
async def get_pinned_stories(
    context: Context, query: functions.stories.GetPinnedStories
) -> types.stories.Stories:
    """https://core.telegram.org/method/stories.getPinnedStories"""
    await peer_account(context, query.peer)
    return types.stories.Stories(count=0, stories=[], chats=[], users=[])
