"""Looking for posts of channels that anybody finds.

https://core.telegram.org/api/search
"""

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import utf16_length
from heliograph.domain.search import Within
from heliograph.domain.words import Sought, sought_in
from heliograph.rpc.context import Context
from heliograph.rpc.messages.search import offset_of, search_query
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as view


@method("channels.searchPosts", rate=Rate.SEARCHES)
async def search_posts(
    context: Context, request: functions.channels.SearchPosts
) -> types.messages.TypeMessages:
    """By a hashtag, or by words, so many times a day and then no more: nobody pays. FLOOD_WAIT_x.

    Of the hundred channels in which something was posted last. SEARCH_QUERY_EMPTY.

    https://core.telegram.org/method/channels.searchPosts
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    sought = _sought(context, request)
    if not (request.hashtag or request.offset_id or _is_free(request.query)):
        context.spend(Rate.PUBLIC_POSTS)
    query = search_query(
        context,
        peer_id=None,
        within=Within.PUBLIC,
        sought=sought,
        limit=request.limit,
        **offset_of(request),
    )
    return view.found_everywhere(await context.store.search(query), context.access)


def _sought(context: Context, request: functions.channels.SearchPosts) -> tuple[Sought, ...]:
    tag = (request.hashtag or "").strip().lstrip("#$")
    text = f"#{tag}" if tag else request.query or ""
    if utf16_length(text) > context.limits.search_query_utf16_max:
        raise errors.MessageTooLong
    sought = sought_in(text)
    if not sought:
        raise errors.SearchQueryEmpty
    # A hashtag is found whole: what only begins like it is another.
    return tuple(replace(one, whole=True) for one in sought) if tag else sought


def _is_free(query: str | None) -> bool:
    """What asks for a hashtag is no search by words."""
    return bool(query) and (query or "").strip().startswith(("#", "$"))


@method("channels.checkSearchPostsFlood", rate=Rate.LISTS)
async def check_search_posts_flood(
    context: Context, request: functions.channels.CheckSearchPostsFlood
) -> types.SearchPostsFlood:
    """How many searches by words are left for today.

    https://core.telegram.org/method/channels.checkSearchPostsFlood
    """
    left, wait_s = context.left(Rate.PUBLIC_POSTS)
    return types.SearchPostsFlood(
        query_is_free=_is_free(request.query),
        total_daily=context.limits.public_searches_per_account_per_day,
        remains=left,
        wait_till=int(context.clock.wire_now()) + wait_s if wait_s else None,
        stars_amount=0,
    )
