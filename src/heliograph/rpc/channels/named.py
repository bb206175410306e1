"""Which channel a client means, with the proof that it may name it.

https://core.telegram.org/api/peers
"""

from heliograph.domain import errors
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
