"""Which supergroup a channel's posts are talked about in."""

from typing import Any

import pytest

from heliograph.actions.scheduling import send_due
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

NONE = types.InputChannelEmpty()
channels = functions.channels


@pytest.fixture
async def news(people: People) -> Community:
    return await make_community(people, broadcast=True)


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people)


async def link(by: Talker, broadcast: Any, group: Any) -> Any:
    named = [one.named_by(by) if isinstance(one, Community) else one for one in (broadcast, group)]
    return await by(channels.SetDiscussionGroup(broadcast=named[0], group=named[1]))


async def linked(of: Community) -> bool:
    answer = await of.ann(
        channels.GetParticipant(channel=of.named_by(of.ann), participant=types.InputPeerSelf())
    )
    return bool(answer.chats[0].has_link)


async def offered(by: Talker) -> list[int]:
    return [one.id for one in (await by(channels.GetGroupsForDiscussion())).chats]


async def test_a_channel_has_a_group_until_it_has_another(
    people: People, news: Community, group: Community
) -> None:
    ann = news.ann
    other = await make_community(people)
    assert set(await offered(ann)) == {group.id, other.id}
    assert await offered(news.ben) == []
    assert await link(ann, news, group)
    assert [await linked(one) for one in (news, group, other)] == [True, True, False]
    assert await offered(ann) == [other.id]
    with pytest.raises(RpcError, match="400 LINK_NOT_MODIFIED"):
        await link(ann, news, group)
    await link(ann, news, other)
    assert [await linked(one) for one in (news, group, other)] == [True, False, True]
    await link(ann, news, NONE)
    assert [await linked(one) for one in (news, group, other)] == [False, False, False]
    with pytest.raises(RpcError, match="400 LINK_NOT_MODIFIED"):
        await link(ann, NONE, NONE)


async def test_each_shows_the_other_also_to_who_is_not_in_it(
    news: Community, group: Community
) -> None:
    await link(news.ann, news, group)
    news.ben.pushed()
    for one, other in ((news, group), (group, news)):
        answer = await one.full(one.ben)
        assert answer.full_chat.linked_chat_id == other.id
        assert {chat.id for chat in answer.chats} == {one.id, other.id}


async def test_both_logs_tell_of_it(news: Community, group: Community) -> None:
    ann = news.ann
    await link(ann, news, group)
    for one, other in ((news, group), (group, news)):
        query = channels.GetAdminLog(channel=one.named_by(ann), q="", max_id=0, min_id=0, limit=1)
        (event,) = (await ann(query)).events
        assert event.action == types.ChannelAdminLogEventActionChangeLinkedChat(
            prev_value=0, new_value=other.id
        )


async def test_a_group_that_hides_what_was_said_is_refused(
    news: Community, group: Community
) -> None:
    await group.change(hidden_history=True)
    with pytest.raises(RpcError, match="400 MEGAGROUP_PREHISTORY_HIDDEN"):
        await link(news.ann, news, group)


async def test_each_takes_its_place_alone_and_for_admins(news: Community, group: Community) -> None:
    ann, ben = news.ann, news.ben
    with pytest.raises(RpcError, match="400 BROADCAST_ID_INVALID"):
        await link(ann, group, news)
    with pytest.raises(RpcError, match="400 MEGAGROUP_ID_INVALID"):
        await link(ann, NONE, news)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await link(ben, news, NONE)
    dan = await news.stranger()
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await link(dan, news, NONE)


async def test_members_give_their_group_to_no_channel(people: People, group: Community) -> None:
    """Every member may pin here, but whoever reads the channel would read the group."""
    ann, ben = group.ann, group.ben
    theirs = await make_community(people, broadcast=True, username="bens_news")
    await theirs.make_admin(ben, change_info=True, post_messages=True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await link(ben, theirs, group)
    await link(ann, theirs, group)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await link(ben, NONE, group)
    await group.make_admin(ben, change_info=True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await link(ben, NONE, group)
    await group.make_admin(ben, pin_messages=True)
    assert await link(ben, NONE, group)


async def test_who_reads_the_channel_comes_into_its_group_by_themselves(people: People) -> None:
    """Where only members write, there is no other way for them to comment."""
    news = await make_community(people, broadcast=True, username="hikers_news")
    group = await make_community(people)
    ann, dan = group.ann, await group.stranger()
    come = channels.JoinChannel(channel=group.named_by(dan))
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await dan(come)
    with pytest.raises(RpcError, match="400 CHAT_PUBLIC_REQUIRED"):
        await ann(channels.ToggleJoinRequest(channel=group.named_by(ann), enabled=True))
    await link(ann, news, group)
    await ann(channels.ToggleJoinToSend(channel=group.named_by(ann), enabled=True))
    await dan(come)
    await dan.send(group.peer(dan), "what I think of it")
    await dan(channels.LeaveChannel(channel=group.named_by(dan)))
    await ann(channels.ToggleJoinRequest(channel=group.named_by(ann), enabled=True))
    with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
        await dan(come)
    await group.limit(ann, dan, view_messages=True)
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await dan(come)


async def test_a_guests_comment_waits_as_long_as_there_is_something_to_comment_on(
    people: People,
) -> None:
    news = await make_community(people, broadcast=True, username="hikers_news")
    group = await make_community(people)
    ann, dan, clock = group.ann, await group.stranger(), people.stage.clock
    await link(ann, news, group)
    posts = []
    for text in ("first", "second"):
        posts.append(sent_id(await ann.send(news.peer(ann), text)))
        (root, *_) = await dan.history(group.peer(dan))
        answers = types.InputReplyToMessage(reply_to_msg_id=root.id)
        date = clock.now() + 60
        await dan.send(group.peer(dan), f"of {text}", reply_to=answers, schedule_date=date)
    await ann(channels.DeleteMessages(channel=news.named_by(ann), id=posts[:1]))
    clock.date += 60
    while await send_due(people.stage.app):
        pass
    said = [one.message for one in await ann.history(group.peer(ann)) if hasattr(one, "message")]
    assert said[:2] == ["of second", "second"]
    waiting = functions.messages.GetScheduledHistory(peer=group.peer(dan), hash=0)
    assert (await dan(waiting)).messages == []


async def test_guests_wait_between_two_comments_as_members_do(people: People) -> None:
    news = await make_community(people, broadcast=True, username="hikers_news")
    group = await make_community(people)
    ann, dan = group.ann, await group.stranger()
    await link(ann, news, group)
    await ann(channels.ToggleSlowMode(channel=group.named_by(ann), seconds=30))
    await ann.send(news.peer(ann), "post")
    (root, *_) = await dan.history(group.peer(dan))
    answers = types.InputReplyToMessage(reply_to_msg_id=root.id)
    await dan.send(group.peer(dan), "one", reply_to=answers)
    people.stage.clock.date += 29
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_1"):
        await dan.send(group.peer(dan), "two", reply_to=answers)
    people.stage.clock.date += 1
    await dan.send(group.peer(dan), "two", reply_to=answers)


async def test_what_a_channel_protects_is_not_passed_on_from_its_group(
    news: Community, group: Community
) -> None:
    ann, cat = news.ann, news.cat
    await link(ann, news, group)

    async def posted(text: str) -> int:
        await ann.send(news.peer(ann), text)
        (carried, *_) = await cat.history(group.peer(cat))
        assert carried.message == text
        return int(carried.id)

    async def protect(enabled: bool) -> None:
        await ann(functions.messages.ToggleNoForwards(peer=news.peer(ann), enabled=enabled))

    async def marked() -> list[bool]:
        found = await cat.history(group.peer(cat))
        return [one.noforwards for one in found if isinstance(one, types.Message)]

    before = await posted("before")
    await cat.forward(group.peer(cat), [before], types.InputPeerSelf())
    await protect(True)
    protected, mended = [await posted(text) for text in ("protected", "to be mended")]
    for message_id in (before, protected, mended):
        with pytest.raises(RpcError, match="400 CHAT_FORWARDS_RESTRICTED"):
            await cat.forward(group.peer(cat), [message_id], types.InputPeerSelf())
    assert await marked() == [True, True, True]
    await news.people.stage.settle()
    arrived = [one for one in cat.pushed() if isinstance(one, types.UpdateNewChannelMessage)]
    told = [one.message for one in arrived if one.message.peer_id.channel_id == group.id]
    assert [one.noforwards for one in told if isinstance(one, types.Message)] == [False, True, True]
    # What was changed meanwhile is no more protected than what was not.
    (post, *_) = await ann.history(news.peer(ann))
    await ann(functions.messages.EditMessage(peer=news.peer(ann), id=post.id, message="mended"))
    await protect(False)
    assert await marked() == [False, False, False]
    for message_id in (before, protected, mended):
        await cat.forward(group.peer(cat), [message_id], types.InputPeerSelf())
    # What was itself sent so stays so.
    await ann.send(news.peer(ann), "for you alone", noforwards=True)
    assert (await marked())[0]


async def test_what_a_group_protects_is_still_passed_on_from_its_channel(
    news: Community, group: Community
) -> None:
    ann, cat = news.ann, news.cat
    await link(ann, news, group)
    await ann(functions.messages.ToggleNoForwards(peer=group.peer(ann), enabled=True))
    await ann.send(news.peer(ann), "post")
    (post, *_), (copy, *_) = [await cat.history(of.peer(cat)) for of in (news, group)]
    await cat.forward(news.peer(cat), [post.id], types.InputPeerSelf())
    with pytest.raises(RpcError, match="400 CHAT_FORWARDS_RESTRICTED"):
        await cat.forward(group.peer(cat), [copy.id], types.InputPeerSelf())
    await ann(functions.messages.ToggleNoForwards(peer=group.peer(ann), enabled=False))
    await cat.forward(group.peer(cat), [copy.id], types.InputPeerSelf())


async def test_who_only_commented_has_not_been_in_the_group(people: People) -> None:
    news = await make_community(people, broadcast=True, username="hikers_news")
    group = await make_community(people)
    ann, dan = group.ann, await group.stranger()
    await link(ann, news, group)
    await ann.send(news.peer(ann), "news")
    (root, *_) = await dan.history(group.peer(dan))
    comment = types.InputReplyToMessage(reply_to_msg_id=root.id)
    await dan.send(group.peer(dan), "what I think of it", reply_to=comment)
    await link(ann, news, NONE)
    await group.change(title="Hikers among themselves")
    (shown,) = (await dan(channels.GetChannels(id=[group.named_by(dan)]))).chats
    assert isinstance(shown, types.ChannelForbidden)
    users = [ann.user(dan)]
    asked = channels.InviteToChannel(channel=group.named_by(ann), users=users)
    assert (await ann(asked)).missing_invitees == []
    assert isinstance(await group.role(dan, dan), types.ChannelParticipantSelf)


async def test_a_forum_belongs_to_no_channel(news: Community, group: Community) -> None:
    ann = news.ann
    await ann(channels.ToggleForum(channel=group.named_by(ann), enabled=True, tabs=False))
    assert await offered(ann) == []
    with pytest.raises(RpcError, match="400 MEGAGROUP_ID_INVALID"):
        await link(ann, news, group)


async def test_who_is_not_in_the_group_may_be_kept_from_writing_there(
    news: Community, group: Community
) -> None:
    ann = news.ann
    await link(ann, news, group)
    await ann(channels.ToggleJoinToSend(channel=group.named_by(ann), enabled=True))
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await ann(channels.ToggleJoinToSend(channel=group.named_by(ann), enabled=True))
    await link(ann, news, NONE)
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await ann(channels.ToggleJoinToSend(channel=group.named_by(ann), enabled=True))


async def test_a_discussion_group_hides_nothing_and_outlives_its_channel(
    news: Community, group: Community
) -> None:
    ann = news.ann
    await link(ann, news, group)
    with pytest.raises(RpcError, match="400 CHAT_LINK_EXISTS"):
        await ann(channels.TogglePreHistoryHidden(channel=group.named_by(ann), enabled=True))
    stage = group.people.stage
    await stage.settle()
    group.ben.pushed()
    await ann(channels.DeleteChannel(channel=news.named_by(ann)))
    assert not await linked(group)
    await stage.settle()
    told = [one.channel_id for one in group.ben.pushed() if isinstance(one, types.UpdateChannel)]
    assert sorted(told) == sorted((news.id, group.id))
