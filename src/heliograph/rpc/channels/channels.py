"""Questions about channels and supergroups. There are none yet: whichever is named is invalid."""

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("channels.getChannels")
async def get_channels(
    context: Context, request: functions.channels.GetChannels
) -> types.messages.Chats:
    """https://core.telegram.org/method/channels.getChannels"""
    if request.id:
        raise errors.ChannelInvalid
    return types.messages.Chats(chats=[])


@method("channels.getSendAs")
async def get_send_as(
    context: Context, request: functions.channels.GetSendAs
) -> types.channels.SendAsPeers:
    """In a private dialog one speaks for oneself only: PEER_ID_INVALID.

    https://core.telegram.org/method/channels.getSendAs
    """
    await peer_account(context, request.peer)
    raise errors.PeerIdInvalid
