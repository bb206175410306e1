"""Channels that one shares with others, left, forgot, or might like; all that one said in one."""

from typing import Any

import pytest

from heliograph.domain.channels import ChannelMember
from heliograph.domain.permissions import Role
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages, channels = functions.messages, functions.channels
MONTH_S = 30 * 86_400


def ids(answer: Any) -> list[int]:
    return [one.id for one in answer.chats]


async def common(by: Talker, other: Talker, **fields: int) -> Any:
    asked = {"max_id": 0, "limit": 10, **fields}
    return await by(messages.GetCommonChats(user_id=by.user(other), **asked))


async def test_supergroups_that_both_are_in_are_shared(people: People) -> None:
    group = await make_community(people)
    await make_community(people, broadcast=True)
    other = await make_community(people)
    answer = await people.cat(messages.CreateChat(users=[people.cat.user(people.ben)], title="Two"))
    basic = answer.updates.chats[0].id
    found = ids(await common(people.ben, people.cat))
    assert found == sorted([group.id, other.id, basic], reverse=True)
    page = await common(people.ben, people.cat, limit=1)
    assert (page.count, ids(page)) == (3, found[:1])
    below = await common(people.ben, people.cat, max_id=found[1])
    assert ids(below) == found[2:]


@pytest.mark.parametrize("hidden", ["members", "anonymous"])
async def test_shared_is_nothing_in_which_the_other_is_hidden(people: People, hidden: str) -> None:
    group = await make_community(people)
    if hidden == "members":
        await group.change(hidden_members=True)
    else:
        await group.make_admin(people.ben, anonymous=True)
    assert ids(await common(people.cat, people.ben)) == []
    assert ids(await common(people.ann, people.ben)) == [group.id]


async def test_in_which_nobody_writes_any_more(people: People) -> None:
    clock = people.stage.clock
    old, older = await make_community(people), await make_community(people, broadcast=True)
    await older.ann.send(older.peer(older.ann), "last words")
    clock.date += 10
    await old.ann.send(old.peer(old.ann), "last words")
    clock.date += MONTH_S + 1
    fresh = await make_community(people)
    await fresh.ann.send(fresh.peer(fresh.ann), "hello")
    answer = await people.cat(channels.GetInactiveChannels())
    assert ids(answer) == [older.id, old.id]
    assert answer.dates[1] - answer.dates[0] == 10


async def test_what_one_left_is_for_exports_alone(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    await group.cat(channels.LeaveChannel(channel=group.named_by(group.cat)))
    with pytest.raises(RpcError, match="TAKEOUT_REQUIRED"):
        await group.cat(channels.GetLeftChannels(offset=0))


def member(who: Talker, of: Community) -> ChannelMember:
    date = of.people.stage.clock.now()
    return ChannelMember(account_id=who.id, role=Role.MEMBER, inviter_id=who.id, date=date)


async def test_similar_is_what_several_subscribers_read_and_nobody_can_be_told_by(
    people: People,
) -> None:
    news = await make_community(people, broadcast=True, username="hikers_news")
    liked = await make_community(people, broadcast=True, username="climbers_news")
    hidden = await make_community(people, broadcast=True)
    eve = await news.stranger("12025550105")
    readers = [await news.stranger(f"120255502{number:02}") for number in range(8)]
    query = channels.GetChannelRecommendations(channel=news.named_by(eve))
    for of in (news, liked, hidden):
        await of.change(*(member(one, of) for one in readers[:7]))
    # Ann owns both and counts not: nine subscribers are too few.
    assert ids(await eve(query)) == []
    for of in (news, liked, hidden):
        await of.change(member(readers[7], of))
    assert ids(await eve(query)) == [liked.id]
    # Nor does who has a say in one of them.
    await liked.make_admin(readers[7], post_messages=True)
    assert ids(await eve(query)) == []
    await liked.change(member(readers[7], liked))
    own = channels.GetChannelRecommendations(channel=news.named_by(people.ben))
    assert ids(await people.ben(own)) == []
    assert ids(await eve(channels.GetChannelRecommendations())) == []
    closed = channels.GetChannelRecommendations(channel=hidden.named_by(people.ben))
    assert ids(await people.ben(closed)) == []
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await eve(channels.GetChannelRecommendations(channel=hidden.named_by(eve)))


async def clear(group: Community, by: Talker, participant: Any) -> Any:
    return await by(
        channels.DeleteParticipantHistory(channel=group.named_by(by), participant=participant)
    )


async def test_all_that_somebody_said_in_their_own_name_is_taken_away(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    ann, ben, cat = group.ann, group.ben, group.cat
    spam = [sent_id(await cat.send(group.peer(cat), text)) for text in ("buy", "now")]
    kept = sent_id(await ben.send(group.peer(ben), "hello"))
    for who in (ben, cat):
        with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
            await clear(group, who, who.to(ann))
    gone = await clear(group, ann, ann.to(cat))
    assert (gone.pts_count, gone.offset) == (2, 0)
    left = [one.id for one in await ben.history(group.peer(ben))]
    assert kept in left
    assert not set(spam) & set(left)


async def test_what_was_said_as_a_channel_goes_with_the_channel_alone(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    news = await make_community(people, broadcast=True, username="hikers_news")
    ann, ben = group.ann, group.ben
    await group.make_admin(ben, delete_messages=True)
    mine = sent_id(await ann.send(group.peer(ann), "mine"))
    ours = sent_id(await ann.send(group.peer(ann), "ours", send_as=news.peer(ann)))
    await clear(group, ben, news.peer(ben))
    left = [one.id for one in await ben.history(group.peer(ben))]
    assert mine in left
    assert ours not in left
    await ann.send(group.peer(ann), "ours", send_as=news.peer(ann))
    await clear(group, ben, ben.to(ann))
    said = [one for one in await ben.history(group.peer(ben)) if isinstance(one, types.Message)]
    assert [one.message for one in said] == ["ours"]


async def test_a_channel_has_one_name_of_its_choice(people: People) -> None:
    news = await make_community(people, broadcast=True, username="hikers_news")
    ann, named = news.ann, news.named_by(news.ann)
    for query, refusal in (
        (channels.ToggleUsername(channel=named, username="hikers_news", active=True), "NOT_MODIF"),
        (channels.ToggleUsername(channel=named, username="hikers_news", active=False), "INVALID"),
        (channels.ToggleUsername(channel=named, username="other_name", active=True), "INVALID"),
        (channels.ReorderUsernames(channel=named, order=["hikers_news"]), "USERNAME_NOT_MODIFIED"),
        (channels.ReorderUsernames(channel=named, order=["other_name"]), "ORDER_INVALID"),
    ):
        with pytest.raises(RpcError, match=refusal):
            await ann(query)
    assert await ann(channels.DeactivateAllUsernames(channel=named))
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await news.ben(channels.DeactivateAllUsernames(channel=news.named_by(news.ben)))


async def test_what_needs_boosts_stickers_or_a_crowd_is_refused_as_such(people: People) -> None:
    group = await make_community(people)
    news = await make_community(people, broadcast=True)
    ann, here, there = group.ann, group.named_by(group.ann), news.named_by(news.ann)
    short = types.InputStickerSetShortName(short_name="cats")
    for query, refusal in (
        (
            channels.EditLocation(
                channel=here, geo_point=types.InputGeoPointEmpty(), address="Alps"
            ),
            "MEGAGROUP_GEO_REQUIRED",
        ),
        (
            channels.EditLocation(
                channel=there, geo_point=types.InputGeoPointEmpty(), address="Alps"
            ),
            "MEGAGROUP_REQUIRED",
        ),
        (
            channels.UpdateEmojiStatus(channel=there, emoji_status=types.EmojiStatusEmpty()),
            "BOOSTS",
        ),
        (channels.ToggleAutotranslation(channel=there, enabled=True), "BOOSTS_REQUIRED"),
        (channels.RestrictSponsoredMessages(channel=there, restricted=True), "BOOSTS_REQUIRED"),
        (channels.SetBoostsToUnblockRestrictions(channel=here, boosts=1), "BOOSTS_REQUIRED"),
        (channels.ConvertToGigagroup(channel=here), "PARTICIPANTS_TOO_FEW"),
        (channels.ConvertToGigagroup(channel=there), "CHANNEL_INVALID"),
        (channels.SetStickers(channel=here, stickerset=short), "STICKERSET_INVALID"),
        (channels.SetStickers(channel=there, stickerset=short), "CHANNEL_INVALID"),
        (channels.SetEmojiStickers(channel=here, stickerset=short), "STICKERSET_INVALID"),
        (channels.ReportAntiSpamFalsePositive(channel=here, msg_id=1), "MESSAGE_ID_INVALID"),
    ):
        with pytest.raises(RpcError, match=refusal):
            await ann(query)
        with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
            await group.ben(replace_channel(query, group, news))
    none = types.InputStickerSetEmpty()
    assert await ann(channels.SetStickers(channel=here, stickerset=none))
    assert await ann(channels.SetEmojiStickers(channel=here, stickerset=none))


def replace_channel(query: Any, group: Community, news: Community) -> Any:
    """The same, asked by Ben."""
    of = group if query.channel.channel_id == group.id else news
    fields = {name: getattr(query, name) for name in query.__slots__ if name != "channel"}
    return type(query)(channel=of.named_by(of.ben), **fields)
