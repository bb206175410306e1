"""Looking for posts of channels that anybody finds.

https://core.telegram.org/api/search
"""

import unicodedata

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

_SIGILS = "#$"


@method("channels.searchPosts", rate=Rate.SEARCHES)
async def search_posts(
    context: Context, request: functions.channels.SearchPosts
) -> types.messages.TypeMessages:
    """By a hashtag, or by words, so many times a day and then no more: nobody pays. FLOOD_WAIT_x.

    All pages of one search count once.
    Of the hundred channels in which something was posted last. SEARCH_QUERY_EMPTY.

    https://core.telegram.org/method/channels.searchPosts
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    sought = _sought(context, request)
    if not (_is_tag(_text(request), sought) or _is_begun(context, sought)):
        context.spend(Rate.PUBLIC_POSTS)
        own, now = context.account_id, context.service.monotonic()
        context.service.searches.begin(own, sought, now=now)
    query = search_query(
        context,
        peer_id=None,
        within=Within.PUBLIC,
        sought=sought,
        limit=request.limit,
        **offset_of(request),
    )
    return view.found_everywhere(await context.store.search(query), context.access)


def _text(request: functions.channels.SearchPosts) -> str:
    tag = (request.hashtag or "").strip().lstrip(_SIGILS)
    return f"#{tag}" if tag else (request.query or "").strip()


def _sought(context: Context, request: functions.channels.SearchPosts) -> tuple[Sought, ...]:
    text = _text(request)
    if utf16_length(text) > context.limits.search_query_utf16_max:
        raise errors.MessageTooLong
    sought = sought_in(text)
    if not sought:
        raise errors.SearchQueryEmpty
    if not (request.hashtag or "").strip().lstrip(_SIGILS):
        return sought
    # A hashtag is found whole: what only begins like it is another.
    return tuple(replace(one, whole=True) for one in sought)


def _is_tag(text: str, sought: tuple[Sought, ...]) -> bool:
    """Whether one hashtag is asked for and nothing else, which anybody may as often as they like.

    Where words are not kept apart by spaces a hashtag is found by signs that any text may have:
    that is a search by words.
    """
    if not text.startswith(tuple(_SIGILS)):
        return False
    one = all(unicodedata.category(sign)[0] in "LMN" or sign == "_" for sign in text[1:])
    return one and any(found.word.startswith(tuple(_SIGILS)) for found in sought)


def _is_begun(context: Context, sought: tuple[Sought, ...]) -> bool:
    """Whether the search was counted already: its next page goes with it, and so does a repeat."""
    service = context.service
    return service.searches.is_begun(context.account_id, sought, now=service.monotonic())


@method("channels.checkSearchPostsFlood", rate=Rate.LISTS)
async def check_search_posts_flood(
    context: Context, request: functions.channels.CheckSearchPostsFlood
) -> types.SearchPostsFlood:
    """How many searches by words are left for today.

    https://core.telegram.org/method/channels.checkSearchPostsFlood
    """
    left, wait_s = context.left(Rate.PUBLIC_POSTS)
    text = (request.query or "").strip()
    # What is too long to be looked for is not cut into words.
    short = utf16_length(text) <= context.limits.search_query_utf16_max
    sought = sought_in(text) if short else ()
    return types.SearchPostsFlood(
        query_is_free=bool(sought) and (_is_tag(text, sought) or _is_begun(context, sought)),
        total_daily=context.limits.public_searches_per_account_per_day,
        remains=left,
        wait_till=int(context.clock.wire_now()) + wait_s if wait_s else None,
        stars_amount=0,
    )
