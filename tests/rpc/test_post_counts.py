"""Whoever looks at a channel's posts sees how often they are seen and passed on."""

from typing import Any

import pytest

from heliograph.actions.channel_posts import write_views
from heliograph.domain.post_views import WATCHING_S, PostViews
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.talk import People, Talker, sent_id


@pytest.fixture
async def news(people: People) -> Community:
    return await make_community(people, broadcast=True)


async def look(news: Community, who: Talker, ids: list[int], *, increment: bool = True) -> Any:
    return await who(
        functions.messages.GetMessagesViews(peer=news.peer(who), id=ids, increment=increment)
    )


async def counted(news: Community) -> None:
    """What the server does every few seconds."""
    await write_views(news.people.stage.app)
    await news.people.stage.settle()


async def test_those_who_looked_are_told_at_once_what_was_counted_together(
    news: Community,
) -> None:
    ann, ben, cat = news.ann, news.ben, news.cat
    ids = [sent_id(await ann.send(news.peer(ann), f"post {n}")) for n in range(2)]
    await look(news, ann, ids, increment=False)
    for talker in (ann, ben, cat):
        talker.pushed()
    await look(news, ben, ids)
    await counted(news)
    expected = [types.UpdateChannelMessageViews(channel_id=news.id, id=one, views=2) for one in ids]
    assert ann.pushed() == expected
    assert ben.pushed() == expected
    assert cat.pushed() == []
    await counted(news)
    assert ann.pushed() == []


async def test_what_is_passed_on_is_counted_before_their_eyes(news: Community) -> None:
    ann, ben, cat = news.ann, news.ben, news.cat
    said = sent_id(await ann.send(news.peer(ann), "pass this on"))
    await look(news, ann, [said], increment=False)
    ann.pushed()
    await ben.forward(news.peer(ben), [said], ben.to(cat))
    await counted(news)
    told = types.UpdateChannelMessageForwards(channel_id=news.id, id=said, forwards=1)
    assert told in ann.pushed()


async def test_who_was_removed_since_is_told_nothing_more(news: Community) -> None:
    ann, ben, cat = news.ann, news.ben, news.cat
    said = sent_id(await ann.send(news.peer(ann), "seen"))
    await look(news, cat, [said])
    await counted(news)
    assert cat.pushed() != []
    await news.limit(ann, cat, view_messages=True)
    cat.pushed()
    await look(news, ben, [said])
    await counted(news)
    assert cat.pushed() == []
    assert ben.pushed() != []


async def test_who_looked_long_ago_is_told_no_more(news: Community) -> None:
    ann, ben = news.ann, news.ben
    said = sent_id(await ann.send(news.peer(ann), "seen"))
    await look(news, ann, [said], increment=False)
    ann.pushed()
    news.people.stage.clock.date += WATCHING_S
    await look(news, ben, [said])
    await counted(news)
    assert ann.pushed() == []


def test_so_many_are_remembered_as_looking_and_no_more() -> None:
    views = PostViews()
    for account_id in range(1, 10_002):
        views.watch(account_id, -1, now=5)
    watching = views.watching(now=5)[-1]
    assert (len(watching), watching[0]) == (10_000, 2)
