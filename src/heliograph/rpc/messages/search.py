"""Looking for messages in a dialog and in the whole mailbox.

https://core.telegram.org/api/search
"""

from typing import Any

from heliograph.domain import errors
from heliograph.domain.dialogs import check_folders
from heliograph.domain.entities import utf16_length
from heliograph.domain.history import HistoryQuery
from heliograph.domain.peers import CHANNEL_ID_MAX, channel_peer, is_channel
from heliograph.domain.search import Mark, SearchQuery, Within
from heliograph.domain.words import Sought, sought_in
from heliograph.rpc.context import Context
from heliograph.rpc.messages.saved import saved_from
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view

_MARKLESS = (types.InputMessagesFilterEmpty, types.InputMessagesFilterPinned)


_MARKS: dict[type[types.TypeMessagesFilter], Mark] = {
    types.InputMessagesFilterUrl: Mark.LINK,
    types.InputMessagesFilterGeo: Mark.PLACE,
    types.InputMessagesFilterContacts: Mark.CONTACT,
    types.InputMessagesFilterPoll: Mark.POLL,
    types.InputMessagesFilterChatPhotos: Mark.CHAT_PHOTO,
    types.InputMessagesFilterPhotos: Mark.PHOTO,
    types.InputMessagesFilterVideo: Mark.VIDEO,
    types.InputMessagesFilterPhotoVideo: Mark.VISUAL,
    types.InputMessagesFilterDocument: Mark.DOCUMENT,
    types.InputMessagesFilterGif: Mark.GIF,
    types.InputMessagesFilterMusic: Mark.MUSIC,
    types.InputMessagesFilterVoice: Mark.VOICE,
    types.InputMessagesFilterRoundVideo: Mark.ROUND,
    types.InputMessagesFilterRoundVoice: Mark.SPOKEN,
}


class _FindsNothing(Exception):
    """What is asked for is nowhere: no message has it yet, or the query has no word in it."""


@method("messages.search", rate=Rate.SEARCHES)
async def search(
    context: Context, request: functions.messages.Search
) -> types.messages.TypeMessages:
    """By text, sender and date; of all private chats if no peer is named.

    What needs calls or tags finds nothing yet.
    https://core.telegram.org/method/messages.search
    """
    if request.limit < 0 or abs(request.add_offset) > context.limits.history_offset_max:
        raise errors.LimitInvalid
    named = (request.peer, request.from_id, request.saved_peer_id)
    forms = await Forms.read(context, [peer for peer in named if peer is not None])
    everywhere = isinstance(request.peer, types.InputPeerEmpty)
    peer_id = None if everywhere else forms.dialog(request.peer)
    saved_peer_id = saved_from(forms, request.saved_peer_id)
    if request.saved_reaction or is_nowhere(context, peer_id, saved_peer_id):
        return _nothing()
    calling = _calls_in(request.filter, peer_id) and not request.q.strip()
    try:
        wanted = types.InputMessagesFilterEmpty() if calling else request.filter
        sought, mark = _wanted(context, request.q, wanted)
    except _FindsNothing:
        return _nothing()
    pinned = isinstance(request.filter, types.InputMessagesFilterPinned)
    if everywhere and pinned:
        return _nothing()
    thread_id = _thread(request.top_msg_id, peer_id)
    narrowed = sought or mark is not None or pinned or calling or request.from_id is not None
    if thread_id is not None and not narrowed:
        return await _whole_thread(context, request, peer_id=peer_id or 0)
    if everywhere and not sought and mark is None:
        raise errors.SearchQueryEmpty
    query = search_query(
        context,
        peer_id=peer_id,
        saved_peer_id=saved_peer_id,
        thread_id=thread_id,
        sought=sought,
        mark=mark,
        pinned=pinned,
        calling=calling,
        sender_id=None if request.from_id is None else forms.dialog(request.from_id),
        min_date=request.min_date,
        max_date=request.max_date,
        offset_id=request.offset_id,
        add_offset=request.add_offset,
        limit=request.limit,
        max_id=request.max_id,
        min_id=request.min_id,
    )
    return view.found(await context.store.search(query), context.access)


def _calls_in(wanted: types.TypeMessagesFilter, peer_id: int | None) -> bool:
    """Whether what names or answers the caller is asked for where it can be found, in channels."""
    asked = isinstance(wanted, types.InputMessagesFilterMyMentions)
    return asked and peer_id is not None and is_channel(peer_id)


def _thread(top_msg_id: int | None, peer_id: int | None) -> int | None:
    """The thread to look in, None for all of a dialog. MSG_ID_INVALID where there are none."""
    if not top_msg_id:
        return None
    if peer_id is None or not is_channel(peer_id):
        raise errors.MsgIdInvalid
    return top_msg_id


async def _whole_thread(
    context: Context, request: functions.messages.Search, *, peer_id: int
) -> types.messages.TypeMessages:
    """All of a thread: nothing else is looked for in it."""
    query = HistoryQuery(
        owner_id=context.account_id,
        peer_id=peer_id,
        offset_id=request.offset_id,
        add_offset=request.add_offset,
        limit=min(request.limit, context.limits.page_max),
        max_id=request.max_id,
        min_id=request.min_id,
    )
    page = await context.store.thread_page(query, message_id=request.top_msg_id or 0)
    return view.history(page, context.access)


@method("messages.searchGlobal", rate=Rate.SEARCHES)
async def search_global(
    context: Context, request: functions.messages.SearchGlobal
) -> types.messages.TypeMessages:
    """In every dialog of a folder, newest first.

    Of the offset the id says where a mailbox goes on, with the peer's kind and number and the rate,
    which is a date, where channels do. The peer brings no proof: TDLib sends it without the hash.
    https://core.telegram.org/method/messages.searchGlobal
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    if request.folder_id is not None:
        check_folders([request.folder_id])
    try:
        sought, mark = _wanted(context, request.q, request.filter)
    except _FindsNothing:
        return _nothing()
    if isinstance(request.filter, types.InputMessagesFilterPinned):
        return _nothing()
    if not sought and mark is None:
        raise errors.SearchQueryEmpty
    if request.community:
        return _nothing()
    query = search_query(
        context,
        peer_id=None,
        within=_within(request),
        folder_id=request.folder_id,
        sought=sought,
        mark=mark,
        min_date=request.min_date,
        limit=request.limit,
        **offset_of(request, max_date=request.max_date),
    )
    return view.found_everywhere(await context.store.search(query), context.access)


@method("messages.searchSentMedia", rate=Rate.SEARCHES)
async def search_sent_media(
    context: Context, request: functions.messages.SearchSentMedia
) -> types.messages.TypeMessages:
    """Files that the caller sent, wherever, the newest first: to send one again.

    https://core.telegram.org/method/messages.searchSentMedia
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    try:
        sought, mark = _wanted(context, request.q, request.filter)
    except _FindsNothing:
        return _nothing()
    if mark is None:
        return _nothing()
    query = search_query(
        context,
        peer_id=None,
        within=Within.ALL,
        sought=sought,
        mark=mark,
        sender_id=context.account_id,
        limit=request.limit,
    )
    return view.found_everywhere(await context.store.search(query), context.access)


def offset_of(
    request: functions.messages.SearchGlobal | functions.channels.SearchPosts, *, max_date: int = 0
) -> dict[str, int]:
    """Where a page of a search everywhere begins."""
    until = (max_date, 0 if request.offset_id else request.offset_rate)
    return {
        "max_date": min((date for date in until if date > 0), default=0),
        "offset_date": max(0, request.offset_rate) if request.offset_id else 0,
        "offset_peer": _channel_in(request.offset_peer),
        "offset_id": request.offset_id,
    }


def _within(request: functions.messages.SearchGlobal) -> Within:
    if request.broadcasts_only:
        return Within.CHANNELS
    if request.groups_only:
        return Within.GROUPS
    return Within.USERS if request.users_only else Within.ALL


def _channel_in(peer: types.TypeInputPeer) -> int:
    """The peer of a channel, 0 for anything else; nothing is told by it, so it needs no hash."""
    if isinstance(peer, types.InputPeerChannel) and 0 < peer.channel_id <= CHANNEL_ID_MAX:
        return channel_peer(peer.channel_id)
    return 0


@method("messages.getSearchCounters", rate=Rate.SEARCHES)
async def get_search_counters(
    context: Context, request: functions.messages.GetSearchCounters
) -> list[types.messages.SearchCounter]:
    """How many messages of a dialog each filter would show.

    https://core.telegram.org/method/messages.getSearchCounters
    """
    if len(request.filters) > context.limits.search_filters_max:
        raise errors.LimitInvalid
    named = (request.peer, request.saved_peer_id)
    forms = await Forms.read(context, [peer for peer in named if peer is not None])
    peer_id, saved_peer_id = forms.dialog(request.peer), saved_from(forms, request.saved_peer_id)
    thread_id = _thread(request.top_msg_id, peer_id)
    nowhere = is_nowhere(context, peer_id, saved_peer_id)
    counters = []
    for wanted in request.filters:
        count, inexact = 0, False
        mark, pinned = mark_of(wanted), isinstance(wanted, types.InputMessagesFilterPinned)
        calling = _calls_in(wanted, peer_id)
        if (mark is not None or pinned or calling) and not nowhere:
            query = search_query(
                context,
                peer_id=peer_id,
                saved_peer_id=saved_peer_id,
                thread_id=thread_id,
                mark=mark,
                pinned=pinned,
                calling=calling,
                limit=0,
            )
            found = await context.store.search(query)
            count, inexact = found.page.count, found.inexact
        counters.append(types.messages.SearchCounter(inexact=inexact, filter=wanted, count=count))
    return counters


def _wanted(
    context: Context, text: str, wanted: types.TypeMessagesFilter
) -> tuple[tuple[Sought, ...], Mark | None]:
    if utf16_length(text) > context.limits.search_query_utf16_max:
        raise errors.MessageTooLong
    sought, mark = sought_in(text), mark_of(wanted)
    if text.strip() and not sought:
        raise _FindsNothing
    if mark is None and not isinstance(wanted, _MARKLESS):
        raise _FindsNothing
    return sought, mark


def is_nowhere(context: Context, peer_id: int | None, saved_peer_id: int | None) -> bool:
    """Whether a part of Saved Messages is asked for in another dialog than with oneself."""
    return bool(saved_peer_id) and peer_id != context.account_id


def mark_of(wanted: types.TypeMessagesFilter) -> Mark | None:
    """By what a filter finds messages besides their words; None if by nothing."""
    return _MARKS.get(type(wanted))


def search_query(context: Context, *, limit: int, **asked: Any) -> SearchQuery:
    """`asked` in the caller's mailbox, within the server's limits of page, scan and matches."""
    limits = context.limits
    return SearchQuery(
        owner_id=context.account_id,
        limit=min(limit, limits.page_max),
        scan_max=limits.search_messages_max,
        matches_max=limits.search_matches_max,
        **asked,
    )


def _nothing() -> types.messages.Messages:
    return types.messages.Messages(messages=[], topics=[], chats=[], users=[])
