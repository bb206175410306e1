"""Looking for messages in a dialog.

https://core.telegram.org/method/messages.search
"""

from heliograph.domain import errors
from heliograph.domain.entities import utf16_length
from heliograph.domain.search import SearchQuery, words_of
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view

_LINKS = frozenset({"Url", "TextUrl"})


@method("messages.search", rate=Rate.SEARCHES)
async def search(
    context: Context, request: functions.messages.Search
) -> types.messages.TypeMessages:
    """By text, sender and date. What needs media or reactions finds nothing yet."""
    if request.limit < 0 or abs(request.add_offset) > context.limits.history_offset_max:
        raise errors.LimitInvalid
    if utf16_length(request.q) > context.limits.search_query_utf16_max:
        raise errors.MessageTooLong
    if request.top_msg_id:
        raise errors.MsgIdInvalid
    named = (request.peer, request.from_id, request.saved_peer_id)
    forms = await Forms.read(context, [peer for peer in named if peer is not None])
    peer_id = forms.peer(request.peer)
    kinds = _kinds(request.filter)
    saved = request.saved_peer_id
    if (
        (kinds is not None and not kinds)
        or request.saved_reaction
        or (saved is not None and forms.peer(saved) != context.account_id)
    ):
        return types.messages.Messages(messages=[], topics=[], chats=[], users=[])
    query = SearchQuery(
        owner_id=context.account_id,
        peer_id=peer_id,
        words=words_of(request.q),
        kinds=kinds,
        pinned=isinstance(request.filter, types.InputMessagesFilterPinned),
        sender_id=None if request.from_id is None else forms.peer(request.from_id),
        min_date=request.min_date,
        max_date=request.max_date,
        offset_id=request.offset_id,
        add_offset=request.add_offset,
        limit=min(request.limit, context.limits.page_max),
        max_id=request.max_id,
        min_id=request.min_id,
        scan_max=context.limits.search_messages_max,
    )
    return view.found(await context.store.search_dialog(query), context.access)


def _kinds(wanted: types.TypeMessagesFilter) -> frozenset[str] | None:
    """The kinds of entities a filter asks for, None for any message."""
    match wanted:
        case types.InputMessagesFilterEmpty() | types.InputMessagesFilterPinned():
            return None
        case types.InputMessagesFilterUrl():
            return _LINKS
    return frozenset()
