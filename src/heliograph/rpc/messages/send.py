"""Sending text.

https://core.telegram.org/method/messages.sendMessage
"""

from heliograph.actions import messaging
from heliograph.domain import errors
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.messages.text import read_forms, requested_entities
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
    reply_to = _reply_to(request.reply_to)
    foreign = reply_to.reply_to_peer_id if reply_to is not None else None
    peers = [request.peer] if foreign is None else [request.peer, foreign]
    forms = await read_forms(context, request.entities, *peers)
    recipient_id = forms.peer(request.peer)
    if foreign is not None and forms.peer(foreign) != recipient_id:
        raise errors.ReplyMessageIdInvalid
    now = context.clock.now()
    draft = Draft(
        sender_id=context.account_id,
        recipient_id=recipient_id,
        random_id=request.random_id,
        text=request.message,
        entities=requested_entities(forms, request.entities),
        # Old clients say "no reply" with id 0.
        reply_to_id=reply_to.reply_to_msg_id or None if reply_to is not None else None,
        silent=request.silent,
        noforwards=request.noforwards,
        date=now,
        clear_draft=request.clear_draft,
    )
    sent = await messaging.send_private(context.app, draft, origin=context.origin)
    return view.sent_reply(sent, request.random_id, now, context.access)


def _reply_to(reply_to: types.TypeInputReplyTo | None) -> types.InputReplyToMessage | None:
    """The reply as it is kept: to a whole message, even where the client quotes a part of it."""
    if reply_to is None or isinstance(reply_to, types.InputReplyToMessage):
        return reply_to
    raise errors.ReplyMessageIdInvalid
