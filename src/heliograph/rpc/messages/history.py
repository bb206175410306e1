"""Pages of a dialog, and single messages."""

from collections.abc import Awaitable, Callable, Sequence

from heliograph.domain import errors
from heliograph.domain.history import HistoryQuery
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.rpc.interest import keep_showing
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view


@method("messages.getHistory")
async def get_history(
    context: Context, request: functions.messages.GetHistory
) -> types.messages.TypeMessages:
    """A page newest first, as `https://core.telegram.org/api/offsets` counts it.

    https://core.telegram.org/method/messages.getHistory
    """
    peer_id = await dialog_peer(context, request.peer)
    query = requested_page(context, request, peer_id=peer_id)
    if peer_id < 0:
        keep_showing(context, peer_id)
    if is_channel(peer_id):
        context.app.post_views.watch(context.account_id, peer_id, now=context.clock.now())
    return view.history(await context.store.history(query), context.access)


def requested_page(
    context: Context,
    request: functions.messages.GetHistory
    | functions.messages.GetSavedHistory
    | functions.messages.GetReplies,
    *,
    peer_id: int,
) -> HistoryQuery:
    """Which page a request asks for. LIMIT_INVALID for one that reads too far."""
    if request.limit < 0 or abs(request.add_offset) > context.limits.history_offset_max:
        raise errors.LimitInvalid
    return HistoryQuery(
        owner_id=context.account_id,
        peer_id=peer_id,
        offset_id=request.offset_id,
        offset_date=request.offset_date,
        add_offset=request.add_offset,
        limit=min(request.limit, context.limits.page_max),
        max_id=request.max_id,
        min_id=request.min_id,
    )


@method("messages.getMessages")
async def get_messages(
    context: Context, request: functions.messages.GetMessages
) -> types.messages.Messages:
    """The named messages in the order asked; an empty one where there is none.

    https://core.telegram.org/method/messages.getMessages
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid

    async def answered(ids: list[int]) -> dict[int, int]:
        page = await context.store.messages(context.account_id, ids)
        return {message.id: message.reply_to_id or 0 for message in page.messages}

    ids = await asked_ids(request.id, answered)
    page = await context.store.messages(context.account_id, list(dict.fromkeys(ids)))
    return view.messages_by_id(ids, page, context.access)


async def asked_ids(
    asked: Sequence[types.TypeInputMessage],
    answered_by: Callable[[list[int]], Awaitable[dict[int, int]]],
) -> list[int]:
    """The message itself, or for inputMessageReplyTo the one it answers; 0 where there is none.

    `answered_by` gives what messages answer, by their ids.
    """
    answering = [form.id for form in asked if isinstance(form, types.InputMessageReplyTo)]
    answered = await answered_by(answering) if answering else {}
    ids: list[int] = []
    for form in asked:
        match form:
            case types.InputMessageID():
                ids.append(form.id)
            case types.InputMessageReplyTo():
                ids.append(answered.get(form.id, 0))
            case _:
                ids.append(0)
    return ids
