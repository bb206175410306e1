"""Pages of a dialog, and single messages."""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.history import HistoryQuery
from heliograph.rpc.context import Context
from heliograph.rpc.peers import peer_account
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
    peer_id = await peer_account(context, request.peer)
    query = requested_page(context, request, peer_id=peer_id)
    return view.history(await context.store.history(query), context.access)


def requested_page(
    context: Context,
    request: functions.messages.GetHistory | functions.messages.GetSavedHistory,
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
    ids = await _message_ids(context, request.id)
    page = await context.store.messages(context.account_id, list(dict.fromkeys(ids)))
    return view.messages_by_id(ids, page, context.access)


async def _message_ids(context: Context, asked: Sequence[types.TypeInputMessage]) -> list[int]:
    """The message itself, or for inputMessageReplyTo the one it answers; 0 where there is none."""
    answering = [form.id for form in asked if isinstance(form, types.InputMessageReplyTo)]
    answered: dict[int, int] = {}
    if answering:
        page = await context.store.messages(context.account_id, answering)
        answered = {m.id: m.reply_to_id or 0 for m in page.messages}
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
