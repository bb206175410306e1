"""Scheduled messages: what waits, sending it now, taking it back.

https://core.telegram.org/api/scheduled-messages
"""

from collections.abc import Sequence

from heliograph.actions import scheduling
from heliograph.domain import errors
from heliograph.domain.messages import Draft
from heliograph.domain.schedule import PER_CHAT_MAX, ScheduledPage, ScheduleEdit
from heliograph.rpc.context import Context
from heliograph.rpc.messages.media import is_bare_link
from heliograph.rpc.messages.text import read_forms, requested_entities
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import updates as view
from heliograph.views.account_events import scheduled_update
from heliograph.views.chats import chats
from heliograph.views.messages import message
from heliograph.views.users import users


async def schedule(context: Context, drafts: Sequence[Draft]) -> types.TypeUpdates:
    """What a method that sends is answered with for messages that wait."""
    many = await scheduling.schedule(context.app, drafts, origin=context.origin)
    return view.waiting(many, context.clock.now(), context.access)


async def edit(
    context: Context, request: functions.messages.EditMessage, due: int
) -> types.TypeUpdates:
    """Changes a message that waits: `due` is when it is to go by now."""
    if request.media is not None and not is_bare_link(request.media):
        raise errors.MediaInvalid
    forms = await read_forms(context, request.entities, request.peer)
    asked = ScheduleEdit(
        owner_id=context.account_id,
        peer_id=forms.dialog(request.peer),
        message_id=request.id,
        text=request.message,
        entities=requested_entities(forms, request.entities),
        due=due,
        date=context.clock.now(),
    )
    waiting = await scheduling.edit(context.app, asked, origin=context.origin)
    made: list[types.TypeUpdate] = [
        types.UpdateNewScheduledMessage(message=message(waiting.message, context.access))
    ]
    return view.changes(made, waiting.sees, asked.date, context.access)


@method("messages.getScheduledHistory")
async def get_scheduled_history(
    context: Context, request: functions.messages.GetScheduledHistory
) -> types.messages.TypeMessages:
    """All that waits in a dialog, the latest first: always whole, there are few.

    https://core.telegram.org/method/messages.getScheduledHistory
    """
    peer_id = await dialog_peer(context, request.peer)
    return _page(context, await context.store.scheduled(context.account_id, peer_id))


@method("messages.getScheduledMessages")
async def get_scheduled_messages(
    context: Context, request: functions.messages.GetScheduledMessages
) -> types.messages.TypeMessages:
    """Those of the ids that wait.

    https://core.telegram.org/method/messages.getScheduledMessages
    """
    _check_ids(request.id)
    peer_id = await dialog_peer(context, request.peer)
    page = await context.store.scheduled(context.account_id, peer_id, request.id)
    return _page(context, page)


@method("messages.sendScheduledMessages", rate=Rate.MESSAGES)
async def send_scheduled_messages(
    context: Context, request: functions.messages.SendScheduledMessages
) -> types.TypeUpdates:
    """Sends messages before they are due. MESSAGE_ID_INVALID if none of them waits.

    https://core.telegram.org/method/messages.sendScheduledMessages
    """
    _check_ids(request.id)
    peer_id = await dialog_peer(context, request.peer)
    context.spend(Rate.MESSAGES, len(request.id) - 1)
    done, gone = await scheduling.send_now(
        context.app, context.account_id, peer_id, request.id, origin=context.origin
    )
    if not done:
        raise errors.MessageIdInvalid
    sent = [one.sent for one in done if one.sent is not None]
    return view.dispatched(sent, gone, context.clock.now(), context.access)


@method("messages.deleteScheduledMessages")
async def delete_scheduled_messages(
    context: Context, request: functions.messages.DeleteScheduledMessages
) -> types.TypeUpdates:
    """Takes messages back before they go; ids that do not wait are passed over.

    https://core.telegram.org/method/messages.deleteScheduledMessages
    """
    _check_ids(request.id)
    peer_id = await dialog_peer(context, request.peer)
    gone = await scheduling.drop(
        context.app, context.account_id, peer_id, request.id, origin=context.origin
    )
    sees = await context.store.shown(context.account_id, [peer_id])
    made = [scheduled_update(gone, context.access)] if gone.ids else []
    return view.changes(made, tuple(sees), context.clock.now(), context.access)


def _check_ids(ids: Sequence[int]) -> None:
    if not ids:
        raise errors.MessageIdsEmpty
    if len(ids) > PER_CHAT_MAX:
        raise errors.LimitInvalid


def _page(context: Context, page: ScheduledPage) -> types.messages.Messages:
    return types.messages.Messages(
        messages=[message(record, context.access) for record in page.messages],
        topics=[],
        chats=chats(page.sees, context.access),
        users=users(page.sees, context.access),
    )
