"""Posts of channels that anybody finds, by hashtags and by words.

https://core.telegram.org/method/channels.searchPosts
"""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.rpc.rates import Rates
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker

channels = functions.channels


async def seek(who: Talker, **fields: Any) -> Any:
    asked = {
        "offset_rate": 0,
        "offset_peer": types.InputPeerEmpty(),
        "offset_id": 0,
        "limit": 20,
        **fields,
    }
    return await who(channels.SearchPosts(**asked))


def texts(page: Any) -> list[str]:
    return [one.message for one in page.messages]


@pytest.fixture
async def news(people: People) -> Community:
    return await make_community(people, broadcast=True, username="hikers_news")


@pytest.fixture
async def places(people: People, news: Community) -> list[Community]:
    """Two public channels, a private one, a public supergroup; each had something to say."""
    made = [
        news,
        await make_community(people, broadcast=True, username="alps_daily"),
        await make_community(people, broadcast=True),
        await make_community(people, username="hikers_club"),
    ]
    for number, place in enumerate(made):
        people.stage.clock.date += 10
        await people.ann.send(place.peer(people.ann), f"#alps at dawn {number}")
    return made


async def test_whoever_asks_finds_posts_of_public_channels_alone(
    places: list[Community],
) -> None:
    dan = await places[0].stranger()
    page = await seek(dan, hashtag="alps")
    assert texts(page) == ["#alps at dawn 1", "#alps at dawn 0"]
    assert {one.id for one in page.chats} == {places[0].id, places[1].id}
    assert texts(await seek(dan, query="dawn")) == texts(page)
    assert texts(await seek(dan, hashtag="#alp")) == []
    assert texts(await seek(dan, query="#alp")) == texts(page)


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_follow_each_other(places: list[Community], limit: int) -> None:
    ann, ben = places[0].ann, places[0].ben
    for number in range(2, 5):
        await ann.send(places[number % 2].peer(ann), f"#alps at dawn {number}")
    found: list[str] = []
    behind: dict[str, Any] = {}
    for _ in range(6):
        page = await seek(ben, hashtag="alps", limit=limit, **behind)
        found += texts(page)
        if getattr(page, "next_rate", None) is None:
            break
        last = page.messages[-1]
        peer = types.InputPeerChannel(channel_id=last.peer_id.channel_id, access_hash=0)
        behind = {"offset_rate": page.next_rate, "offset_id": last.id, "offset_peer": peer}
    assert sorted(found) == [f"#alps at dawn {number}" for number in range(5)]


async def test_what_is_not_for_somebody_is_not_found(news: Community) -> None:
    ann, ben, cat = news.ann, news.ben, news.cat
    await ann.send(news.peer(ann), "#alps")
    await news.limit(ann, ben, view_messages=True)
    assert texts(await seek(ben, hashtag="alps")) == []
    assert texts(await seek(cat, hashtag="alps")) == ["#alps"]
    await news.change(demoted=True)
    assert texts(await seek(cat, hashtag="alps")) == []
    await news.change(demoted=False)
    assert texts(await seek(cat, hashtag="alps")) == ["#alps"]
    await ann(channels.DeleteChannel(channel=news.named_by(ann)))
    assert texts(await seek(cat, hashtag="alps")) == []


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, "400 SEARCH_QUERY_EMPTY"),
        ({"query": " "}, "400 SEARCH_QUERY_EMPTY"),
        ({"hashtag": "#"}, "400 SEARCH_QUERY_EMPTY"),
        ({"query": "x", "limit": -1}, "400 LIMIT_INVALID"),
        ({"query": "x" * 257}, "400 MESSAGE_TOO_LONG"),
    ],
)
async def test_bad_searches_are_refused(
    people: People, fields: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(RpcError, match=refusal):
        await seek(people.ann, **fields)


@pytest.fixture
def few(news: Community) -> Community:
    """Two searches a day."""
    limits = Limits(public_searches_per_account_per_day=2)
    service = news.people.stage.service
    service.limits, service.rates = limits, Rates(limits)
    return news


async def flood(who: Talker, query: str | None = None) -> Any:
    return await who(channels.CheckSearchPostsFlood(query=query))


async def test_searches_by_words_are_so_many_a_day(few: Community) -> None:
    ann, ben = few.ann, few.ben
    told = await flood(ann, "dawn")
    assert (told.total_daily, told.remains, told.wait_till) == (2, 2, None)
    assert (told.query_is_free, told.stars_amount) == (False, 0)
    for query in ("dawn", "dusk"):
        await seek(ann, query=query)
    told = await flood(ann)
    assert told.remains == 0
    assert told.wait_till > few.people.stage.clock.wire_now()
    with pytest.raises(RpcError, match="420 FLOOD_WAIT_"):
        await seek(ann, query="noon")
    await seek(ben, query="noon")


async def test_hashtags_are_looked_for_as_often_as_one_likes(few: Community) -> None:
    ann = few.ann
    for asked in ({"hashtag": "alps"}, {"hashtag": "#café_au_lait"}, {"query": "$TSLA"}):
        await seek(ann, **asked)
    assert (await flood(ann, "#alps")).query_is_free
    assert (await flood(ann)).remains == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "#alps buy gold"},
        {"query": "$ gold"},
        {"query": "#_gold"},
        {"query": "#alps,gold"},
        {"hashtag": "alps buy gold"},
        {"hashtag": "_gold"},
        {"hashtag": "黄金"},
        {"query": "gold", "offset_id": 5, "offset_rate": 9},
    ],
)
async def test_words_are_counted_however_they_are_asked_for(
    few: Community, asked: dict[str, Any]
) -> None:
    ann = few.ann
    await seek(ann, **asked)
    assert (await flood(ann)).remains == 1
    if "query" in asked and "offset_id" not in asked:
        assert (await flood(ann, asked["query"])).query_is_free


async def test_what_was_begun_goes_on_for_an_hour(few: Community) -> None:
    ann, ben = few.ann, few.ben
    service, now = few.people.stage.service, [1_000.0]
    service.monotonic = lambda: now[0]
    page = {"offset_id": 5, "offset_rate": 9}
    for query in ("Gold, dawn", "dusk"):
        await seek(ann, query=query)
    # What goes on behind a page was counted with the first, and so was the same once more.
    for fields in (page, {}):
        await seek(ann, query="dawn gold", **fields)
    assert (await flood(ann, "dawn GOLD")).query_is_free
    for who, query in ((ann, "gold"), (ann, "dawn gold rush")):
        with pytest.raises(RpcError, match="420 FLOOD_WAIT_"):
            await seek(who, query=query, **page)
    # What one begins is nobody else's.
    await seek(ben, query="dawn gold", **page)
    assert (await flood(ben)).remains == 1
    now[0] += 3_600
    assert not (await flood(ann, "dawn gold")).query_is_free
    with pytest.raises(RpcError, match="420 FLOOD_WAIT_"):
        await seek(ann, query="dawn gold", **page)
