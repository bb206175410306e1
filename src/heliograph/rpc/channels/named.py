"""Which channel a client means, with the proof that it may name it.

https://core.telegram.org/api/peers
"""

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.peers import channel_peer
from heliograph.rpc.context import Context
from heliograph.tl import types


async def channel_id_of(context: Context, channel: types.TypeInputChannel) -> int:
    """The id of a channel. CHANNEL_INVALID without the hash that the caller was given."""
    if not isinstance(channel, types.InputChannel):
        raise errors.ChannelInvalid
    asked = (context.account_id, channel.channel_id, channel.access_hash)
    if not context.access.may_use_channel(*asked):
        raise errors.ChannelInvalid
    return channel.channel_id


async def channel_in(context: Context, peer: types.TypeInputPeer) -> int | None:
    """The id of the channel that a peer means, None for any other. CHANNEL_INVALID."""
    if not isinstance(peer, types.InputPeerChannel):
        return None
    named = types.InputChannel(channel_id=peer.channel_id, access_hash=peer.access_hash)
    return await channel_id_of(context, named)


async def seen_channel(context: Context, channel: types.TypeInputChannel) -> SeenChannel:
    """A channel as the caller sees it. CHANNEL_INVALID, CHANNEL_PRIVATE."""
    channel_id = await channel_id_of(context, channel)
    sees = await context.store.shown(context.account_id, [channel_peer(channel_id)])
    found = next((one for one in sees if isinstance(one, SeenChannel)), None)
    if found is None:
        raise errors.ChannelInvalid
    if not found.readable:
        raise errors.ChannelPrivate
    return found
