"""Sending text.

https://core.telegram.org/method/messages.sendMessage
"""

from heliograph.actions import messaging
from heliograph.domain import errors
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.messages.text import requested_entities
from heliograph.rpc.peers import peer_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import updates as view


@method("messages.sendMessage", rate=Rate.MESSAGES)
async def send_message(
    context: Context, request: functions.messages.SendMessage
) -> types.TypeUpdates:
    """The sender's own updates; a repeat of a `random_id` is answered like the first."""
    if request.schedule_date is not None:
        raise errors.ScheduleDateInvalid
    recipient_id = await peer_account(context, request.peer)
    now = context.clock.now()
    draft = Draft(
        sender_id=context.account_id,
        recipient_id=recipient_id,
        random_id=request.random_id,
        text=request.message,
        entities=await requested_entities(context, request.entities),
        reply_to_id=_reply_to_id(request.reply_to),
        silent=request.silent,
        noforwards=request.noforwards,
        date=now,
    )
    sent = await messaging.send_private(context.app, draft, origin=context.origin)
    return view.sent_reply(sent, request.random_id, now, context.access)


def _reply_to_id(reply_to: types.TypeInputReplyTo | None) -> int | None:
    if reply_to is None:
        return None
    if not isinstance(reply_to, types.InputReplyToMessage):
        raise errors.ReplyMessageIdInvalid
    # Old clients say "no reply" with id 0.
    return reply_to.reply_to_msg_id or None
