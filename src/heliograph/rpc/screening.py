"""Having what is about to be said in public looked at, where an operator has rules for it."""

from heliograph.domain.channels import SeenChannel
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.safety.surfaces import Surface


async def screen_text(context: Context, peer_id: int, text: str) -> None:
    """Look at a text before it is said in a dialog. Nothing but public places is ever looked into,
    and nothing that is found holds anything back: rules run in shadow."""
    screen = context.service.screen
    if screen is None or not text or not is_channel(peer_id):
        return
    for seen in await context.store.shown(context.account_id, [peer_id]):
        if isinstance(seen, SeenChannel) and seen.channel.public:
            broadcast = seen.channel.broadcast
            surface = Surface.PUBLIC_CHANNEL if broadcast else Surface.PUBLIC_GROUP
            screen.look(text, surface)
