"""Clearing a supergroup, for oneself or for everybody, and what its messages go after.

https://core.telegram.org/method/channels.deleteHistory
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

DAY_S = 86_400


async def clear(talker: Talker, group: Community, *, max_id: int = 0, all_: bool = False) -> Any:
    asked = functions.channels.DeleteHistory(
        channel=group.named_by(talker), max_id=max_id, for_everyone=all_
    )
    return (await talker(asked)).updates


async def texts(talker: Talker, group: Community) -> list[str]:
    found = await talker.history(group.peer(talker))
    return [one.message for one in found if isinstance(one, types.Message)]


async def test_who_clears_it_for_themselves_sees_only_what_comes_after(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    said = [sent_id(await ann.send(group.peer(ann), text)) for text in "abc"]
    phone = await ben.on_another_device(layer=198)
    date = people.stage.clock.now()
    told = types.UpdateChannelAvailableMessages(channel_id=group.id, available_min_id=said[1])
    assert await clear(ben, group, max_id=said[1]) == [told]
    await people.stage.settle()
    assert told in phone.pushed()
    assert await texts(ben, group) == ["c"]
    assert await texts(ann, group) == ["c", "b", "a"]
    assert (await group.full(ben)).full_chat.available_min_id == said[1]
    assert await clear(ben, group, max_id=said[0]) == []
    state = await ben(functions.updates.GetState())
    missed = await ben(functions.updates.GetDifference(pts=state.pts, date=date, qts=0))
    assert told in missed.other_updates
    await clear(ben, group)
    assert await texts(ben, group) == []
    phone.pushed()
    await ann(
        functions.messages.EditMessage(peer=group.peer(ann), id=said[2], message="not for Ben")
    )
    await people.stage.settle()
    assert "not for Ben" not in repr(phone.pushed())


async def test_an_admin_clears_it_for_everybody(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    said = [sent_id(await ben.send(group.peer(ben), text)) for text in "abc"]
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await clear(ben, group, all_=True)
    await clear(ann, group, max_id=said[1], all_=True)
    for talker in (ann, ben, cat):
        assert await texts(talker, group) == ["c"]


async def test_clearing_is_refused(people: People) -> None:
    news = await make_community(people, broadcast=True)
    with pytest.raises(RpcError, match="CHANNEL_INVALID"):
        await clear(news.ben, news)
    group = await make_community(people, username="open_hikers")
    dan = await group.stranger()
    with pytest.raises(RpcError, match=r"PEER_ID_INVALID|USER_NOT_PARTICIPANT"):
        await clear(dan, group)
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await clear(group.ann, group, max_id=-1)


async def test_an_admin_says_after_how_long_messages_go(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    timer = functions.messages.SetHistoryTTL(peer=group.peer(ann), period=DAY_S)
    await ann(timer)
    assert (await group.full(ben)).full_chat.ttl_period == DAY_S
    said = sent_id(await ben.send(group.peer(ben), "for a day"))
    (found,) = [one for one in await ben.history(group.peer(ben)) if one.id == said]
    assert found.ttl_period == DAY_S
    with pytest.raises(RpcError, match="CHAT_NOT_MODIFIED"):
        await ann(timer)
    with pytest.raises(RpcError, match="TTL_PERIOD_INVALID"):
        await ann(functions.messages.SetHistoryTTL(peer=group.peer(ann), period=5))


async def test_nothing_is_offered_above_a_supergroup_that_could_be_hidden(people: People) -> None:
    group = await make_community(people)
    ben = group.ben
    assert await ben(functions.messages.HidePeerSettingsBar(peer=group.peer(ben)))
    dan = await group.stranger()
    with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
        await dan(functions.messages.HidePeerSettingsBar(peer=group.peer(dan)))


async def test_who_shares_where_they_are_is_found_in_a_supergroup(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    point = types.InputGeoPoint(lat=52.5, long=13.4)
    live = types.InputMediaGeoLive(geo_point=point, period=900)
    said = sent_id(await ann.send_media(group.peer(ann), live))
    asked = functions.messages.GetRecentLocations(peer=group.peer(ben), limit=10, hash=0)
    assert [one.id for one in (await ben(asked)).messages] == [said]
    await clear(ben, group)
    assert (await ben(asked)).messages == []
