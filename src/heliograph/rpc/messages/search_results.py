"""Where the matches of a filter lie in time, for calendars and scroll bars of a chat."""

from heliograph.domain import errors
from heliograph.domain.search import Dated, Match, days_of, spread
from heliograph.rpc.context import Context
from heliograph.rpc.messages.reacting import messages_of
from heliograph.rpc.messages.saved import saved_from
from heliograph.rpc.messages.search import is_nowhere, mark_of, search_query
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view
from heliograph.views.chats import chats
from heliograph.views.users import users

_UNSUPPORTED = (types.InputMessagesFilterEmpty, types.InputMessagesFilterMyMentions)

_Request = (
    functions.messages.GetSearchResultsCalendar | functions.messages.GetSearchResultsPositions
)


@method("messages.getSearchResultsCalendar", rate=Rate.SEARCHES)
async def get_search_results_calendar(
    context: Context, request: functions.messages.GetSearchResultsCalendar
) -> types.messages.SearchResultsCalendar:
    """The days, in UTC, on which something of the filter was sent, newest first.

    https://core.telegram.org/method/messages.getSearchResultsCalendar
    """
    peer_id, dated = await _dated(context, request)
    older = [match for match in dated.found if _is_behind(match, request)]
    days = days_of(older)[: context.limits.page_max]
    page = await messages_of(context, peer_id, [day.max_id for day in days])
    oldest = dated.found[-1] if dated.found else Match(0, 0)
    return types.messages.SearchResultsCalendar(
        inexact=dated.inexact,
        count=len(dated.found),
        min_date=oldest.date,
        min_msg_id=oldest.id,
        offset_id_offset=len(dated.found) - len(older),
        periods=[
            types.SearchResultsCalendarPeriod(
                date=day.date, min_msg_id=day.min_id, max_msg_id=day.max_id, count=day.count
            )
            for day in days
        ],
        messages=[view.message(message, context.access) for message in page.messages],
        chats=chats(page.sees, context.access),
        users=users(page.sees, context.access),
    )


@method("messages.getSearchResultsPositions", rate=Rate.SEARCHES)
async def get_search_results_positions(
    context: Context, request: functions.messages.GetSearchResultsPositions
) -> types.messages.SearchResultsPositions:
    """Some of the matches, evenly spread, each with how many are newer.

    https://core.telegram.org/method/messages.getSearchResultsPositions
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    _, dated = await _dated(context, request)
    newer = [m for m in dated.found if request.offset_id > 0 and m.id >= request.offset_id]
    older = dated.found[len(newer) :]
    return types.messages.SearchResultsPositions(
        count=len(dated.found),
        positions=[
            types.SearchResultPosition(msg_id=m.id, date=m.date, offset=len(newer) + place)
            for place, m in spread(older, min(request.limit, context.limits.page_max))
        ],
    )


def _is_behind(match: Match, request: functions.messages.GetSearchResultsCalendar) -> bool:
    if request.offset_id > 0:
        return match.id < request.offset_id
    return request.offset_date <= 0 or match.date < request.offset_date


async def _dated(context: Context, request: _Request) -> tuple[int, Dated]:
    """Whose dialog is asked for, and when its matches were sent."""
    if isinstance(request.filter, _UNSUPPORTED):
        raise errors.FilterNotSupported
    saved = request.saved_peer_id
    forms = await Forms.read(context, [request.peer] if saved is None else [request.peer, saved])
    peer_id, mark = forms.dialog(request.peer), mark_of(request.filter)
    saved_peer_id = saved_from(forms, saved)
    pinned = isinstance(request.filter, types.InputMessagesFilterPinned)
    if is_nowhere(context, peer_id, saved_peer_id) or (mark is None and not pinned):
        return peer_id, Dated(found=(), inexact=False)
    query = search_query(
        context, peer_id=peer_id, saved_peer_id=saved_peer_id, mark=mark, pinned=pinned, limit=0
    )
    return peer_id, await context.store.search_dates(query)
