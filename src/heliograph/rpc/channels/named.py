"""Which channel a client means, where only its id is needed."""

from heliograph.rpc.context import Context
from heliograph.rpc.peers import CHANNEL_PEERS, Forms, named_channel
from heliograph.tl import types


async def channel_id_of(context: Context, channel: types.TypeInputChannel) -> int:
    """The id of a channel. CHANNEL_INVALID, CHANNEL_PRIVATE."""
    return (await named_channel(context, channel)).channel.id


async def channel_in(context: Context, peer: types.TypeInputPeer) -> int | None:
    """The id of the channel that a peer means, None for any other; as `channel_id_of`."""
    if not isinstance(peer, CHANNEL_PEERS):
        return None
    return (await Forms.read(context, [peer])).channel(peer).channel.id
