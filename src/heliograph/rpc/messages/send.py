"""Sending text and media that need no file."""

from msgspec.structs import replace

from heliograph.actions import messaging
from heliograph.domain.extras import NEW_POLL
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.messages.drafting import read_draft
from heliograph.rpc.messages.media import asked_media, is_bare_link
from heliograph.rpc.messages.polls import asked_poll
from heliograph.rpc.messages.scheduled import schedule
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import updates as view


@method("messages.sendMessage", rate=Rate.MESSAGES)
async def send_message(
    context: Context, request: functions.messages.SendMessage
) -> types.TypeUpdates:
    """The sender's own updates; a repeat of a `random_id` is answered like the first.

    https://core.telegram.org/method/messages.sendMessage
    """
    return await _send(context, await read_draft(context, request))


@method("messages.sendMedia", rate=Rate.MESSAGES)
async def send_media(context: Context, request: functions.messages.SendMedia) -> types.TypeUpdates:
    """As `send_message`; what these media say besides is left out, they have no caption.

    A link without a preview is the text it stands in.

    https://core.telegram.org/method/messages.sendMedia
    """
    if is_bare_link(request.media):
        return await _send(context, await read_draft(context, request))
    if isinstance(request.media, types.InputMediaPoll):
        poll = asked_poll(request.media)
        draft = await read_draft(context, request, media=NEW_POLL)
        return await _send(context, replace(draft, poll=poll))
    media = await asked_media(context, request.media)
    return await _send(context, await read_draft(context, request, media=media))


async def _send(context: Context, draft: Draft) -> types.TypeUpdates:
    if draft.due:
        return await schedule(context, [draft])
    sent = await messaging.send_private(context.app, draft, origin=context.origin)
    return view.sent_reply(sent, draft.random_id, draft.date, context.access)
