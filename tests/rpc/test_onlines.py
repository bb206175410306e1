"""How many of a supergroup are there."""

import pytest

from heliograph.actions import onlines
from heliograph.domain.online_counts import KEPT_S
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people)


async def there(who: Talker, *, offline: bool = False) -> None:
    await who(functions.account.UpdateStatus(offline=offline))


async def counted(of: Community, by: Talker) -> int:
    answer = await by(functions.messages.GetOnlines(peer=of.peer(by)))
    return int(answer.onlines)


async def test_those_who_are_there_are_counted(group: Community) -> None:
    assert await counted(group, group.ann) == 0
    for who in (group.ann, group.ben):
        await there(who)
    assert await counted(group, group.cat) == 2
    await there(group.ben, offline=True)
    assert await counted(group, group.cat) == 1


async def test_of_a_few_a_number_does_not_say_what_one_of_them_hides(group: Community) -> None:
    ann, ben = group.ann, group.ben
    await there(ben)
    rules = [types.InputPrivacyValueDisallowAll()]
    key = types.InputPrivacyKeyStatusTimestamp()
    await ben(functions.account.SetPrivacy(key=key, rules=rules))
    assert await counted(group, ann) == 0


async def test_of_many_all_are_counted(group: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onlines, "_SEEN_MAX", 2)
    dan = await group.stranger()
    for who in (group.ann, group.ben, dan):
        await there(who)
    assert await counted(group, group.cat) == 2


async def test_of_many_they_are_counted_once_for_all_who_ask(
    group: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onlines, "_SEEN_MAX", 2)
    await there(group.ann)
    assert await counted(group, group.cat) == 1
    await there(group.ben)
    assert await counted(group, group.ann) == 1
    group.people.stage.clock.date += KEPT_S
    assert await counted(group, group.ann) == 2


async def test_a_supergroups_page_says_how_many_are_there(people: People, group: Community) -> None:
    await there(group.ben)
    assert (await group.full(group.cat)).full_chat.online_count == 1
    await group.change(hidden_members=True)
    assert (await group.full(group.cat)).full_chat.online_count is None
    news = await make_community(people, broadcast=True)
    assert (await news.full(news.ann)).full_chat.online_count is None


async def test_who_may_not_know_who_is_in_it_is_told_of_nobody(
    people: People, group: Community
) -> None:
    await there(group.ben)
    await group.change(hidden_members=True)
    assert await counted(group, group.cat) == 0
    assert await counted(group, group.ann) == 1
    news = await make_community(people, broadcast=True)
    assert await counted(news, news.cat) == 0
    assert await counted(news, news.ann) == 1
    dan = await group.stranger()
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await counted(group, dan)
