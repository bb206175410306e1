"""What albums and forwards have in common: one request sends several messages, or none."""

from collections.abc import Sequence

from heliograph.actions import messaging
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.messages.scheduled import schedule
from heliograph.rpc.screening import Said, screen_drafts, take_out_spam
from heliograph.tl import types
from heliograph.views import updates as view


async def send_together(context: Context, drafts: Sequence[Draft]) -> types.TypeUpdates:
    """Send them now, or keep them until they are due; a repeat is answered like the first."""
    if drafts[0].due:
        return await schedule(context, drafts)
    unwanted = await screen_drafts(context, drafts)
    many = await messaging.send_together(context.app, drafts, origin=context.origin)
    if unwanted:
        messages = [sent.message for sent in many if sent.random_id in unwanted]
        await take_out_spam(context, [Said(one.peer_id, one.id) for one in messages])
    return view.sent_many(many, context.clock.now(), context.access)
