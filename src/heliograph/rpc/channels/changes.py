"""What whoever changed a channel is answered."""

from heliograph.actions.mailbox_events import arrival_at_sender
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.rpc.context import Context
from heliograph.tl import types
from heliograph.views.updates import change_update, changes


async def changed(context: Context, outcome: ChannelOutcome) -> types.Updates:
    """That the channel is another, and what was told in it."""
    own, channel = context.account_id, outcome.channel
    made: list[types.TypeUpdate] = [types.UpdateChannel(channel_id=channel.id)]
    named = [own, channel.peer_id, *(one.account_id for one in outcome.changed)]
    if outcome.sent is not None:
        sent = outcome.sent
        # TDLib takes an answer without it for one that it does not understand.
        made.insert(0, types.UpdateMessageID(id=sent.message.id, random_id=sent.random_id))
        made.insert(1, change_update(arrival_at_sender(sent), context.access))
        named += [*sent.message.mentioned, sent.message.author_id]
    sees = await context.store.shown(own, named)
    return changes(made, tuple(sees), context.clock.now(), context.access)
