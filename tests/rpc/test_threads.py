"""Comments: a channel's posts in the group beside it, and what is said about messages."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker
from support.uploads import upload

api = functions.messages
channels = functions.channels


@pytest.fixture
async def news(people: People) -> Community:
    """Ann's channel, with Ben and Cat in it."""
    return await make_community(people, broadcast=True)


@pytest.fixture
async def group(people: People, news: Community) -> Community:
    """The group beside it; only Ann and Ben are in it."""
    made = await make_community(people)
    ann = made.ann
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=made.named_by(ann)))
    await made.cat(channels.LeaveChannel(channel=made.named_by(made.cat)))
    await people.stage.settle()
    for talker in (people.ann, people.ben, people.cat):
        talker.pushed()
    return made


def arrived(answer: Any) -> Any:
    (made,) = [one for one in answer.updates if isinstance(one, types.UpdateNewChannelMessage)]
    return made.message


async def post(news: Community, text: str = "news") -> Any:
    return arrived(await news.ann.send(news.peer(news.ann), text))


async def root_of(news: Community, talker: Talker, post_id: int) -> Any:
    return await talker(api.GetDiscussionMessage(peer=news.peer(talker), msg_id=post_id))


async def comment(group: Community, by: Talker, root_id: int, text: str = "well") -> Any:
    reply = types.InputReplyToMessage(reply_to_msg_id=root_id)
    return arrived(await by.send(group.peer(by), text, reply_to=reply))


async def replies_to(place: Community, by: Talker, message_id: int, **fields: int) -> Any:
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    asked = {**offsets, "limit": 100, "hash": 0, **fields}
    return await by(api.GetReplies(peer=place.peer(by), msg_id=message_id, **asked))


async def shown(place: Community, by: Talker, message_id: int) -> Any:
    named = [types.InputMessageID(id=message_id)]
    answer = await by(channels.GetMessages(channel=place.named_by(by), id=named))
    return answer.messages[0]


async def test_a_post_comes_to_the_group_and_is_pinned_there(
    people: People, news: Community, group: Community
) -> None:
    made = await post(news)
    assert (made.replies.comments, made.replies.channel_id, made.replies.replies) == (
        True,
        group.id,
        0,
    )
    await people.stage.settle()
    told = [one for one in group.ben.pushed() if not isinstance(one, types.UpdateChannel)]
    new = [one for one in told if isinstance(one, types.UpdateNewChannelMessage)]
    (copy,) = [one.message for one in new if one.message.peer_id.channel_id == group.id]
    assert copy.from_id == types.PeerChannel(channel_id=news.id)
    assert (copy.message, copy.out) == ("news", False)
    header = copy.fwd_from
    assert (header.from_id, header.channel_post) == (copy.from_id, made.id)
    assert (header.saved_from_peer, header.saved_from_msg_id) == (copy.from_id, made.id)
    (pinned,) = [one for one in told if isinstance(one, types.UpdatePinnedChannelMessages)]
    assert (pinned.channel_id, pinned.messages) == (group.id, [copy.id])
    assert (await shown(group, group.ben, copy.id)).pinned
    # Also the session that posted is told: its answer says nothing of the group.
    own = [one for one in news.ann.pushed() if isinstance(one, types.UpdateNewChannelMessage)]
    assert [one.message.peer_id.channel_id for one in own] == [group.id]


async def test_a_post_that_is_changed_or_deleted_is_so_in_the_group(
    people: People, news: Community, group: Community
) -> None:
    ann, ben = news.ann, news.ben
    made = await post(news)
    copy = (await root_of(news, ben, made.id)).messages[0]
    edit = api.EditMessage(peer=news.peer(ann), id=made.id, message="newer")
    await ann(edit)
    changed = await shown(group, ben, copy.id)
    assert (changed.message, changed.fwd_from) == ("newer", copy.fwd_from)
    assert changed.edit_date
    await people.stage.settle()
    ben.pushed()
    await ann(channels.DeleteMessages(channel=news.named_by(ann), id=[made.id]))
    assert isinstance(await shown(group, ben, copy.id), types.MessageEmpty)
    await people.stage.settle()
    gone = [one for one in ben.pushed() if isinstance(one, types.UpdateDeleteChannelMessages)]
    assert {(one.channel_id, tuple(one.messages)) for one in gone} == {
        (news.id, (made.id,)),
        (group.id, (copy.id,)),
    }


async def test_what_is_told_in_a_channel_and_posts_of_one_alone_stay_there(
    news: Community, group: Community
) -> None:
    ann = news.ann
    await ann(channels.EditTitle(channel=news.named_by(ann), title="Climbers"))
    none = types.InputChannelEmpty()
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=none))
    alone = await post(news)
    assert alone.replies is None
    texts = [getattr(one, "message", "") for one in await ann.history(group.peer(ann))]
    assert "news" not in texts
    with pytest.raises(RpcError, match="400 MSG_ID_INVALID"):
        await root_of(news, ann, alone.id)


async def test_comments_are_counted_with_who_wrote_last(news: Community, group: Community) -> None:
    ben, ann = group.ben, group.ann
    made = await post(news)
    root = (await root_of(news, ben, made.id)).messages[0]
    first = await comment(group, ben, root.id, "first")
    assert first.reply_to == types.MessageReplyHeader(reply_to_msg_id=root.id)
    second = await comment(group, ann, first.id, "second")
    assert second.reply_to == types.MessageReplyHeader(
        reply_to_msg_id=first.id, reply_to_top_id=root.id
    )
    for message in (await shown(news, ben, made.id), await shown(group, ben, root.id)):
        assert (message.replies.replies, message.replies.max_id) == (2, second.id)
    told = (await shown(news, ben, made.id)).replies
    assert told.recent_repliers == [types.PeerUser(user_id=one.id) for one in (ann, ben)]
    views = api.GetMessagesViews(peer=news.peer(ben), id=[made.id], increment=False)
    assert (await ben(views)).views[0].replies.replies == 2
    await ann(channels.DeleteMessages(channel=group.named_by(ann), id=[second.id]))
    told = (await shown(news, ben, made.id)).replies
    assert (told.replies, told.max_id) == (1, first.id)
    assert told.recent_repliers == [types.PeerUser(user_id=ben.id)]


async def test_a_thread_is_read_in_pages_by_the_post_or_by_its_root(
    news: Community, group: Community
) -> None:
    ben = group.ben
    made = await post(news)
    root = (await root_of(news, ben, made.id)).messages[0]
    written = [(await comment(group, ben, root.id, str(n))).id for n in range(5)]
    await ben.send(group.peer(ben), "beside it")
    for place, message_id in ((news, made.id), (group, root.id), (group, written[0])):
        page = await replies_to(place, ben, message_id)
        assert [one.id for one in page.messages] == written[::-1]
        assert page.count == 5
    page = await replies_to(group, ben, root.id, offset_id=written[3], limit=2)
    assert [one.id for one in page.messages] == [written[2], written[1]]
    page = await replies_to(group, ben, root.id, offset_id=written[2], add_offset=-2, limit=2)
    assert [one.id for one in page.messages] == [written[3], written[2]]
    page = await replies_to(group, ben, root.id, min_id=written[3])
    assert [one.id for one in page.messages] == [written[4]]


async def test_a_thread_is_searched_alone(news: Community, group: Community) -> None:
    ben = group.ben
    made = await post(news, "apple news")
    root = (await root_of(news, ben, made.id)).messages[0]
    inside = await comment(group, ben, root.id, "an apple")
    await ben.send(group.peer(ben), "another apple")

    async def found(text: str) -> list[int]:
        query = api.Search(
            peer=group.peer(ben),
            q=text,
            filter=types.InputMessagesFilterEmpty(),
            top_msg_id=root.id,
            **dict.fromkeys(
                ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash"), 0
            ),
            limit=10,
        )
        return [one.id for one in (await ben(query)).messages]

    assert await found("apple") == [inside.id]
    assert await found("") == [inside.id]


async def test_a_thread_is_read_and_its_writers_learn_of_it(
    people: People, news: Community, group: Community
) -> None:
    ann, ben = group.ann, group.ben
    made = await post(news)
    root = (await root_of(news, ben, made.id)).messages[0]
    last = [await comment(group, ben, root.id, str(n)) for n in range(3)][-1]
    before = await root_of(news, ann, made.id)
    assert (before.unread_count, before.max_id, before.read_inbox_max_id) == (3, last.id, None)
    assert (await root_of(news, ben, made.id)).unread_count == 0
    other = ann.sibling()
    await people.stage.settle()
    ben.pushed()
    read = api.ReadDiscussion(peer=group.peer(ann), msg_id=root.id, read_max_id=last.id)
    assert await ann(read)
    after = await root_of(news, ann, made.id)
    assert (after.unread_count, after.read_inbox_max_id) == (0, last.id)
    await people.stage.settle()
    assert other.pushed() == [
        types.UpdateReadChannelDiscussionInbox(
            channel_id=group.id,
            top_msg_id=root.id,
            read_max_id=last.id,
            broadcast_id=news.id,
            broadcast_post=made.id,
        )
    ]
    told = types.UpdateReadChannelDiscussionOutbox(
        channel_id=group.id, top_msg_id=root.id, read_max_id=last.id
    )
    assert ben.pushed() == [told]
    assert (await root_of(news, ben, made.id)).read_outbox_max_id == last.id
    assert (await shown(news, ann, made.id)).replies.read_max_id == last.id
    assert (await shown(news, ben, made.id)).replies.read_max_id is None
    # A second time it is no news.
    await ann(read)
    await people.stage.settle()
    assert ben.pushed() == []


async def test_a_writer_who_was_removed_learns_no_more_of_a_thread(
    news: Community, group: Community
) -> None:
    ann, ben = group.ann, group.ben
    made = await post(news)
    root = (await root_of(news, ben, made.id)).messages[0]
    last = await comment(group, ben, root.id, "mine")
    await group.limit(ann, ben, view_messages=True)
    await group.people.stage.settle()
    ben.pushed()
    read = api.ReadDiscussion(peer=group.peer(ann), msg_id=root.id, read_max_id=last.id)
    assert await ann(read)
    await group.people.stage.settle()
    assert ben.pushed() == []


async def test_who_reads_the_channel_comments_without_being_in_the_group(
    news: Community, group: Community
) -> None:
    cat, ann = group.cat, group.ann
    made = await post(news)
    root = (await root_of(news, cat, made.id)).messages[0]
    said = await comment(group, cat, root.id, "from outside")
    assert (await replies_to(news, cat, made.id)).messages[0].id == said.id
    with pytest.raises(RpcError, match="403 CHAT_GUEST_SEND_FORBIDDEN"):
        await cat.send(group.peer(cat), "about nothing")
    await ann(channels.ToggleSlowMode(channel=group.named_by(ann), seconds=60))
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_"):
        await comment(group, cat, root.id)
    await ann(channels.ToggleSlowMode(channel=group.named_by(ann), seconds=0))
    await ann(channels.ToggleJoinToSend(channel=group.named_by(ann), enabled=True))
    with pytest.raises(RpcError, match="403 CHAT_GUEST_SEND_FORBIDDEN"):
        await comment(group, cat, root.id)
    assert (await replies_to(news, cat, made.id)).messages[0].id == said.id


async def test_who_reads_neither_sees_nothing_of_it(news: Community, group: Community) -> None:
    ben, cat, ann = group.ben, group.cat, group.ann
    made = await post(news)
    root = (await root_of(news, ben, made.id)).messages[0]
    await comment(group, ben, root.id)
    dan = await news.stranger()
    # Who is kept out of the group reads nothing there, though they read the channel.
    await group.limit(ann, cat, view_messages=True)
    for talker, place, message_id in (
        (dan, news, made.id),
        (dan, group, root.id),
        (cat, group, root.id),
        (cat, news, made.id),
    ):
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await replies_to(place, talker, message_id)
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await talker(api.GetDiscussionMessage(peer=place.peer(talker), msg_id=message_id))
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await talker(
                api.ReadDiscussion(peer=place.peer(talker), msg_id=message_id, read_max_id=1)
            )
    # Who leaves the channel does not read the group beside it either.
    await group.limit(ann, cat)
    await news.cat(channels.LeaveChannel(channel=news.named_by(cat)))
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await replies_to(group, cat, root.id)


async def test_newcomers_see_no_answers_from_before_them(people: People) -> None:
    group = await make_community(people)
    ben, cat = group.ben, group.cat
    root = arrived(await ben.send(group.peer(ben), "old"))
    await comment(group, ben, root.id, "old answer")
    member = await group.member(cat)
    newest = (await ben.history(group.peer(ben)))[0].id
    await group.change(replace(member, hidden_up_to=newest))
    with pytest.raises(RpcError, match="400 MSG_ID_INVALID"):
        await replies_to(group, cat, root.id)
    fresh = await comment(group, ben, root.id, "new answer")
    page = await replies_to(group, cat, fresh.id)
    assert [one.id for one in page.messages] == [fresh.id]


async def test_an_answer_in_a_group_is_in_a_thread_until_what_it_is_about_goes(
    people: People,
) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    root = arrived(await ben.send(group.peer(ben), "root"))
    assert (await shown(group, ben, root.id)).replies is None
    answer = await comment(group, ann, root.id)
    told = (await shown(group, ben, root.id)).replies
    assert (told.comments, told.replies, told.max_id) == (False, 1, answer.id)
    await ann(channels.DeleteMessages(channel=group.named_by(ann), id=[root.id]))
    left = await shown(group, ben, answer.id)
    assert left.reply_to.reply_to_msg_id == root.id
    # What answers it now talks about that answer.
    late = await comment(group, ben, answer.id)
    assert late.reply_to == types.MessageReplyHeader(reply_to_msg_id=answer.id)


async def test_a_device_that_was_off_is_told_how_far_threads_are_read(
    people: People, news: Community, group: Community
) -> None:
    ann, ben = group.ann, group.ben
    made = await post(news)
    root = (await root_of(news, ben, made.id)).messages[0]
    said = await comment(group, ben, root.id)
    state = await ben(functions.updates.GetState())
    await ann(api.ReadDiscussion(peer=group.peer(ann), msg_id=root.id, read_max_id=said.id))
    missed = await ben(
        functions.updates.GetDifference(pts=state.pts, date=state.date, qts=state.qts)
    )
    told = [
        one
        for one in missed.other_updates
        if isinstance(one, types.UpdateReadChannelDiscussionOutbox)
    ]
    assert [one.read_max_id for one in told] == [said.id]


async def album(news: Community, *captions: str) -> list[int]:
    """Pictures that Ann posts as one; the ids of the posts, the first first."""
    photos = [
        types.InputSingleMedia(
            media=types.InputMediaUploadedPhoto(file=await upload(news.ann, words.encode())),
            random_id=400 + number,
            message=words,
        )
        for number, words in enumerate(captions)
    ]
    made = await news.ann(api.SendMultiMedia(peer=news.peer(news.ann), multi_media=photos))
    new = [one for one in made.updates if isinstance(one, types.UpdateNewChannelMessage)]
    ids = [one.message.id for one in new if one.message.peer_id.channel_id == news.id]
    assert len(ids) == len(captions)
    return ids


async def test_an_album_is_talked_about_in_one_thread(news: Community, group: Community) -> None:
    ben = group.ben
    ids = await album(news, "one", "two", "three")
    found = [await root_of(news, ben, post_id) for post_id in ids]
    copies = [one.id for one in found[0].messages]
    assert [[one.id for one in each.messages] for each in found] == [copies] * 3
    assert len({one.grouped_id for one in found[0].messages}) == 1
    first, second, third = sorted(copies)
    said = [await comment(group, ben, one) for one in (first, third)]
    said.append(await comment(group, ben, said[-1].id))
    assert [one.reply_to.reply_to_top_id or first for one in said] == [first] * 3
    expected = [one.id for one in reversed(said)]
    for place, about in ((news, ids), (group, [first, second, third])):
        for message_id in about:
            page = await replies_to(place, ben, message_id)
            assert [one.id for one in page.messages] == expected
    counts = [(await shown(news, news.cat, post_id)).replies for post_id in ids]
    assert [one.replies for one in counts] == [3, 0, 0]
    thread = await root_of(news, news.cat, ids[1])
    assert (thread.max_id, len(thread.messages)) == (said[-1].id, 3)
    read = api.ReadDiscussion(peer=news.peer(news.cat), msg_id=ids[2], read_max_id=said[-1].id)
    assert await news.cat(read)
    assert (await root_of(news, news.cat, ids[0])).unread_count == 0
    in_group = await ben(api.GetDiscussionMessage(peer=group.peer(ben), msg_id=second))
    assert [one.id for one in in_group.messages] == copies
