"""Editing and deleting."""

from heliograph.actions import messaging
from heliograph.domain import errors, visible_words
from heliograph.domain.messages import Edit
from heliograph.rpc.context import Context
from heliograph.rpc.messages import scheduled
from heliograph.rpc.messages.media import asked_file, asked_move, is_bare_link
from heliograph.rpc.messages.polls import close_poll
from heliograph.rpc.messages.text import read_forms, requested_entities
from heliograph.rpc.messages.todos import rewrite_list
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import Said, screen_text, take_out_spam
from heliograph.tl import functions, types
from heliograph.views import updates as view

_Live = types.InputMediaGeoLive


@method("messages.editMessage", rate=Rate.MESSAGES)
async def edit_message(
    context: Context, request: functions.messages.EditMessage
) -> types.TypeUpdates:
    """Changes an own message's text, file or live location, or closes its poll.

    Leaving the entities out clears them.

    https://core.telegram.org/method/messages.editMessage
    """
    if request.schedule_date is not None:
        return await scheduled.edit(context, request, request.schedule_date)
    if isinstance(request.media, types.InputMediaPoll):
        return await close_poll(context, request, request.media)
    if isinstance(request.media, types.InputMediaTodo):
        return await rewrite_list(context, request, request.media)
    if is_bare_link(request.media):
        request.media = None
    live = asked_move(request.media) if isinstance(request.media, _Live) else None
    file = None
    if request.media is not None and live is None:
        file = await asked_file(context, request.media)
    forms = await read_forms(context, request.entities, request.peer)
    now = context.clock.now()
    edit = Edit(
        editor_id=context.account_id,
        peer_id=forms.peer(request.peer) if live else forms.dialog(request.peer),
        message_id=request.id,
        text=request.message,
        entities=requested_entities(forms, request.entities),
        date=now,
        live=live,
        media=file,
        invert_media=request.invert_media,
    )
    if live is not None:
        made, sees = await messaging.move_location(context.app, edit, origin=context.origin)
        updates = [view.change_update(change, context.access) for change in made]
        return view.changes(updates, tuple(sees), now, context.access)
    words = (edit.text or "", *visible_words.of_links(edit.entities or ()))
    shown = visible_words.of_media(edit.media)
    unwanted = await screen_text(context, edit.peer_id, *words, *shown)
    edited = await messaging.edit_message(context.app, edit, origin=context.origin)
    if unwanted:
        await take_out_spam(context, [Said(edit.peer_id, edit.message_id)])
    return view.change(edited, now, context.access)


@method("messages.deleteMessages")
async def delete_messages(
    context: Context, request: functions.messages.DeleteMessages
) -> types.messages.AffectedMessages:
    """Deletes for oneself, with `revoke` for both sides; ids that are not there are passed over.

    https://core.telegram.org/method/messages.deleteMessages
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    deleted = await messaging.delete_messages(
        context.app,
        context.account_id,
        request.id,
        revoke=request.revoke,
        origin=context.origin,
    )
    return types.messages.AffectedMessages(pts=deleted.pts, pts_count=deleted.pts_count)
