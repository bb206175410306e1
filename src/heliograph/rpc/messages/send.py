"""Sending text and media."""

from msgspec.structs import replace

from heliograph.actions import messaging
from heliograph.domain import errors
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.messages.drafting import read_draft
from heliograph.rpc.messages.media import asked_file, asked_media, is_bare_link
from heliograph.rpc.messages.polls import asked_poll, asked_poll_media
from heliograph.rpc.messages.scheduled import schedule
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import Said, screen_drafts, take_out_spam
from heliograph.tl import functions, types
from heliograph.views import updates as view
from heliograph.views.extras import media


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
    """As `send_message`; only files and polls have words beside them.

    A link without a preview is the text it stands in.

    https://core.telegram.org/method/messages.sendMedia
    """
    if is_bare_link(request.media):
        return await _send(context, await read_draft(context, request))
    if isinstance(request.media, types.InputMediaPoll):
        poll = asked_poll(request.media)
        shown = asked_poll_media(request.media)
        draft = await read_draft(context, request, media=shown)
        return await _send(context, replace(draft, poll=poll))
    asked = await asked_media(context, request.media)
    return await _send(context, await read_draft(context, request, media=asked))


@method("messages.uploadMedia", rate=Rate.MESSAGES)
async def upload_media(
    context: Context, request: functions.messages.UploadMedia
) -> types.TypeMessageMedia:
    """A file as a message would show it, to be sent by its id.

    https://core.telegram.org/method/messages.uploadMedia
    """
    if request.business_connection_id is not None:
        raise errors.MediaInvalid
    await dialog_peer(context, request.peer)
    made = await asked_file(context, request.media)
    return media(made, viewer_id=context.account_id, access=context.access, own=True)


async def _send(context: Context, draft: Draft) -> types.TypeUpdates:
    if draft.due:
        return await schedule(context, [draft])
    unwanted = await screen_drafts(context, [draft])
    sent = await messaging.send_private(context.app, draft, origin=context.origin)
    if unwanted:
        await take_out_spam(context, [Said(sent.message.peer_id, sent.message.id)])
    return view.sent_reply(sent, draft.random_id, draft.date, context.access)
