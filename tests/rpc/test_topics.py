"""Forums: topics, what is written in them, and who may do what with them."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.forums import (
    arrived,
    create,
    edit,
    make_forum,
    said_in,
    say,
    toggle,
    topic,
    topics,
)
from support.stage import RpcError
from support.talk import People, Talker, sent_id

api = functions.messages
channels = functions.channels


@pytest.fixture
async def forum(people: People) -> Community:
    return await make_forum(people)


async def test_a_forum_is_made_in_one_step(people: People) -> None:
    made = await people.ann(
        channels.CreateChannel(title="Hikers", about="", megagroup=True, forum=True)
    )
    (chat,) = made.chats
    assert chat.forum
    peer = types.InputPeerChannel(channel_id=chat.id, access_hash=chat.access_hash)
    said = arrived(await people.ann.send(peer, "to all"))
    asked = {"offset_date": 0, "offset_id": 0, "offset_topic": 0, "limit": 9}
    found = await people.ann(api.GetForumTopics(peer=peer, **asked))
    (general,) = found.topics
    assert (general.id, general.title, general.top_message) == (1, "General", said.id)


async def test_a_supergroup_becomes_a_forum_by_its_creator(people: People) -> None:
    place = await make_community(people)
    with pytest.raises(RpcError, match="400 CHANNEL_FORUM_MISSING"):
        await topics(place, place.ben)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await toggle(place, by=place.ben)
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await toggle(place, enabled=False)
    answer = await toggle(place)
    assert answer.chats[0].forum
    (general,) = (await topics(place, place.ben)).topics
    assert (general.id, general.title) == (1, "General")
    await toggle(place, enabled=False)
    with pytest.raises(RpcError, match="400 CHANNEL_FORUM_MISSING"):
        await create(place, place.ann)


async def test_a_discussion_group_is_no_forum(people: People) -> None:
    news, group = await make_community(people, broadcast=True), await make_community(people)
    ann = group.ann
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=group.named_by(ann)))
    with pytest.raises(RpcError, match="400 CHAT_DISCUSSION_UNALLOWED"):
        await toggle(group)
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await toggle(news)


async def test_a_topic_begins_with_a_message_that_everybody_gets(
    people: People, forum: Community
) -> None:
    made = await create(forum, forum.ben, random_id=77)
    assert made.action == types.MessageActionTopicCreate(title="Peaks", icon_color=0xFFD67E)
    assert (await create(forum, forum.ben, random_id=77)).id == made.id
    await people.stage.settle()
    (told,) = forum.cat.pushed()
    assert (told.message.id, told.message.action) == (made.id, made.action)
    answer = await topics(forum, forum.cat)
    assert [(one.id, one.title, one.my) for one in answer.topics] == [
        (made.id, "Peaks", False),
        (1, "General", False),
    ]
    assert answer.count == 2
    assert {one.top_message for one in answer.topics} == {one.id for one in answer.messages}
    assert (await topic(forum, forum.ben, made.id)).my


async def test_what_is_said_is_in_its_topic(forum: Community) -> None:
    ben, cat = forum.ben, forum.cat
    peaks = (await create(forum, ben)).id
    first = await say(forum, cat, peaks)
    assert first.reply_to == types.MessageReplyHeader(forum_topic=True, reply_to_msg_id=peaks)
    answering = types.InputReplyToMessage(reply_to_msg_id=first.id)
    second = arrived(await ben.send(forum.peer(ben), "yes", reply_to=answering))
    assert second.reply_to == types.MessageReplyHeader(
        forum_topic=True, reply_to_msg_id=first.id, reply_to_top_id=peaks
    )
    beside = arrived(await ben.send(forum.peer(ben), "hello all"))
    assert beside.reply_to is None
    assert await said_in(forum, cat, peaks) == [second.id, first.id]
    general = await said_in(forum, cat, 1)
    assert general[0] == beside.id
    assert not {peaks, first.id, second.id} & set(general)
    texts = [
        one.message
        for one in await cat.history(forum.peer(cat))
        if one.id in general[1:] and isinstance(one, types.Message)
    ]
    assert texts == ["before"]
    assert await said_in(forum, cat, 1, offset_id=general[1] + 1, add_offset=-1, limit=1) == [
        beside.id
    ]
    with pytest.raises(RpcError, match="400 TOPIC_DELETED"):
        await say(forum, ben, 4_000)


async def test_a_topic_counts_what_its_viewer_has_not_read(forum: Community) -> None:
    ben, cat = forum.ben, forum.cat
    peaks, lakes = [(await create(forum, ben, title)).id for title in ("Peaks", "Lakes")]
    last = [await say(forum, cat, peaks) for _ in range(3)][-1].id
    await say(forum, cat, lakes)
    assert [(await topic(forum, ben, one)).unread_count for one in (peaks, lakes)] == [3, 1]
    assert (await topic(forum, cat, peaks)).unread_count == 0
    read = api.ReadDiscussion(peer=forum.peer(ben), msg_id=peaks, read_max_id=last)
    assert await ben(read)
    seen = await topic(forum, ben, peaks)
    assert (seen.unread_count, seen.read_inbox_max_id, seen.top_message) == (0, last, last)
    assert (await topic(forum, ben, lakes)).unread_count == 1
    assert (await topic(forum, cat, peaks)).read_outbox_max_id == last
    assert [one.id for one in (await topics(forum, ben)).topics][:2] == [lakes, peaks]


async def test_a_closed_topic_is_written_in_by_who_manages_it(
    people: People, forum: Community
) -> None:
    ann, ben, cat = forum.ann, forum.ben, forum.cat
    peaks = (await create(forum, ben)).id
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await edit(forum, cat, peaks, closed=True)
    told = await edit(forum, ben, peaks, closed=True, title="Summits")
    assert told.action == types.MessageActionTopicEdit(title="Summits", closed=True)
    assert told.reply_to == types.MessageReplyHeader(forum_topic=True, reply_to_msg_id=peaks)
    with pytest.raises(RpcError, match="400 TOPIC_CLOSED"):
        await say(forum, cat, peaks)
    for talker in (ann, ben):
        await say(forum, talker, peaks)
    with pytest.raises(RpcError, match="400 TOPIC_NOT_MODIFIED"):
        await edit(forum, ben, peaks, title="Summits")
    assert (await topic(forum, cat, peaks)).closed
    await edit(forum, ann, peaks, closed=False)
    await say(forum, cat, peaks)
    with pytest.raises(RpcError, match="400 TOPIC_ID_INVALID"):
        await edit(forum, ann, peaks, hidden=True)
    await edit(forum, ann, 1, hidden=True)
    general = await topic(forum, cat, 1)
    assert (general.hidden, general.closed) == (True, True)
    with pytest.raises(RpcError, match="400 TOPIC_CLOSED"):
        await cat.send(forum.peer(cat))


async def test_nothing_is_added_to_a_list_in_a_closed_topic_but_by_who_manages_it(
    forum: Community,
) -> None:
    ann, ben, cat = forum.ann, forum.ben, forum.cat
    peaks = (await create(forum, ben)).id

    def worded(text: str) -> types.TextWithEntities:
        return types.TextWithEntities(text=text, entities=[])

    todo = types.TodoList(
        title=worded("Peaks"),
        list=[types.TodoItem(id=1, title=worded("this"))],
        others_can_append=True,
    )
    inside = types.InputReplyToMessage(reply_to_msg_id=peaks, top_msg_id=peaks)
    media = types.InputMediaTodo(todo=todo)
    listed = sent_id(await ben.send_media(forum.peer(ben), media, reply_to=inside))

    async def add(by: Talker, number: int) -> None:
        more = [types.TodoItem(id=number, title=worded("that"))]
        await by(api.AppendTodoList(peer=forum.peer(by), msg_id=listed, list=more))

    await add(cat, 2)
    await edit(forum, ann, peaks, closed=True)
    with pytest.raises(RpcError, match="400 TOPIC_CLOSED"):
        await add(cat, 3)
    await add(ben, 3)
    await add(ann, 4)


async def test_members_make_topics_unless_that_is_forbidden(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    await forum.limit(ann, ben, manage_topics=True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await create(forum, ben)
    with pytest.raises(RpcError, match="400 TOPIC_TITLE_EMPTY"):
        await create(forum, ann, "  ")


async def test_pinned_topics_stand_first_in_their_order(people: People, forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    ids = [(await create(forum, ann, str(n))).id for n in range(6)]
    await people.stage.settle()
    ben.pushed()

    def pin(topic_id: int, pinned: bool = True, by: Talker = ann) -> Any:
        peer = forum.peer(by)
        return by(api.UpdatePinnedForumTopic(peer=peer, topic_id=topic_id, pinned=pinned))

    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await pin(ids[0], by=ben)
    await pin(ids[0])
    await pin(ids[1])
    await people.stage.settle()
    peer = types.PeerChannel(channel_id=forum.id)
    assert ben.pushed() == [
        types.UpdatePinnedForumTopic(pinned=True, peer=peer, topic_id=one) for one in ids[:2]
    ]
    assert [one.id for one in (await topics(forum, ben)).topics if one.pinned] == [ids[1], ids[0]]
    order = api.ReorderPinnedForumTopics(peer=forum.peer(ann), order=ids[:2], force=True)
    await ann(order)
    await people.stage.settle()
    assert ben.pushed() == [types.UpdatePinnedForumTopics(peer=peer, order=ids[:2])]
    shown = [one.id for one in (await topics(forum, ben)).topics]
    assert shown[:2] == ids[:2]
    assert len(shown) == len(set(shown)) == 7
    await pin(ids[0], pinned=False)
    assert [one.id for one in (await topics(forum, ben)).topics if one.pinned] == [ids[1]]
    with pytest.raises(RpcError, match="400 PINNED_TOO_MUCH"):
        await ann(api.ReorderPinnedForumTopics(peer=forum.peer(ann), order=ids, force=True))
    with pytest.raises(RpcError, match="400 TOPIC_ID_INVALID"):
        await pin(4_000)


async def test_who_may_say_nothing_says_nothing_in_a_topics_title(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    peaks = (await create(forum, ben)).id
    await forum.limit(ann, ben, send_messages=True)
    with pytest.raises(RpcError, match="403 CHAT_WRITE_FORBIDDEN"):
        await create(forum, ben, "Ann is a fool")
    with pytest.raises(RpcError, match="403 CHAT_WRITE_FORBIDDEN"):
        await edit(forum, ben, peaks, title="Ann is a fool")
    await edit(forum, ann, peaks, title="Summits")
    await forum.limit(ann, ben)
    await forum.change(read_only=True)
    for who in (ann, ben):
        with pytest.raises(RpcError, match="403 CHAT_WRITE_FORBIDDEN"):
            await create(forum, who)
    await edit(forum, ann, peaks, closed=True)


async def test_a_topic_goes_by_who_takes_it_away_and_not_by_its_first_message(
    people: People, forum: Community
) -> None:
    ann, ben, cat = forum.ann, forum.ben, forum.cat
    peaks = (await create(forum, ben)).id
    inside = (await say(forum, cat, peaks)).id
    for who in (ben, ann):
        with pytest.raises(RpcError, match="403 MESSAGE_DELETE_FORBIDDEN"):
            await who(channels.DeleteMessages(channel=forum.named_by(who), id=[peaks]))
    assert await said_in(forum, cat, peaks) == [inside]
    everything = channels.DeleteHistory(channel=forum.named_by(ann), max_id=0, for_everyone=True)
    await ann(everything)
    assert await forum.cat.history(forum.peer(cat)) == []


async def test_a_topic_that_is_deleted_goes_with_all_in_it(
    people: People, forum: Community
) -> None:
    ann, ben = forum.ann, forum.ben
    peaks = (await create(forum, ben)).id
    inside = (await say(forum, ben, peaks)).id
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(api.DeleteTopicHistory(peer=forum.peer(ben), top_msg_id=peaks))
    with pytest.raises(RpcError, match="400 TOPIC_ID_INVALID"):
        await ann(api.DeleteTopicHistory(peer=forum.peer(ann), top_msg_id=1))
    await people.stage.settle()
    ben.pushed()
    gone = await ann(api.DeleteTopicHistory(peer=forum.peer(ann), top_msg_id=peaks))
    assert gone.offset == 0
    await people.stage.settle()
    (told,) = ben.pushed()
    assert set(told.messages) == {peaks, inside}
    assert await topic(forum, ben, peaks) == types.ForumTopicDeleted(id=peaks)


async def test_topics_come_in_pages_and_by_title(forum: Community) -> None:
    ann = forum.ann
    ids = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes", "Peak days")]
    first = (await topics(forum, ann, limit=2)).topics
    assert [one.id for one in first] == ids[:0:-1]
    rest = (await topics(forum, ann, limit=2, offset_id=first[-1].top_message)).topics
    assert [one.id for one in rest] == [ids[0], 1]
    assert [one.id for one in (await topics(forum, ann, q="peak")).topics] == [ids[2], ids[0]]


async def test_who_may_not_look_into_a_forum_sees_no_topics(forum: Community) -> None:
    peaks = (await create(forum, forum.ben)).id
    dan = await forum.stranger()
    await forum.limit(forum.ann, forum.cat, view_messages=True)
    for talker in (dan, forum.cat):
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await topics(forum, talker)
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await topic(forum, talker, peaks)
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await said_in(forum, talker, peaks)
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await create(forum, talker)


async def test_a_newcomer_reads_in_old_topics_what_is_new(forum: Community) -> None:
    ben, cat = forum.ben, forum.cat
    peaks = (await create(forum, ben)).id
    old = (await say(forum, ben, peaks)).id
    await forum.change(replace(await forum.member(cat), hidden_up_to=old))
    new = (await say(forum, ben, peaks)).id
    assert await said_in(forum, cat, peaks) == [new]
    shown = (await topics(forum, cat)).messages
    assert {one.id for one in shown} == {new}


async def test_what_is_begun_in_a_topic_leaves_that_of_the_group_alone(forum: Community) -> None:
    ann = forum.ann
    peaks = (await create(forum, ann)).id
    peer = forum.peer(ann)
    await ann(api.SaveDraft(peer=peer, message="to all"))
    in_topic = types.InputReplyToMessage(reply_to_msg_id=peaks, top_msg_id=peaks)
    assert await ann(api.SaveDraft(peer=peer, message="to the peaks", reply_to=in_topic))
    assert (await ann.dialog_with(peer)).draft.message == "to all"
    await ann.send(peer, "to the peaks", reply_to=in_topic, clear_draft=True)
    assert (await ann.dialog_with(peer)).draft.message == "to all"
    await ann.send(peer, "to all", clear_draft=True)
    assert not isinstance((await ann.dialog_with(peer)).draft, types.DraftMessage)


async def test_forwards_go_into_a_topic(forum: Community) -> None:
    ann = forum.ann
    peaks = (await create(forum, ann)).id
    note = arrived(await ann.send(forum.peer(ann), "note"))
    answer = await ann.forward(forum.peer(ann), [note.id], forum.peer(ann), top_msg_id=peaks)
    assert await said_in(forum, ann, peaks) == [arrived(answer).id]


async def test_admins_are_told_what_became_of_topics(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    peaks = (await create(forum, ben)).id
    await edit(forum, ann, peaks, title="Summits", closed=True)
    for pinned in (True, False):
        pin = api.UpdatePinnedForumTopic(peer=forum.peer(ann), topic_id=peaks, pinned=pinned)
        await ann(pin)
    await ann(api.DeleteTopicHistory(peer=forum.peer(ann), top_msg_id=peaks))
    asked = types.ChannelAdminLogEventsFilter(forums=True)

    async def log(by: Talker, words: str = "") -> Any:
        query = channels.GetAdminLog(
            channel=forum.named_by(by), q=words, events_filter=asked, max_id=0, min_id=0, limit=9
        )
        return await by(query)

    told = await log(ann)
    deleted, unpinned, pinned, edited, made, begun = [one.action for one in told.events]
    assert begun == types.ChannelAdminLogEventActionToggleForum(new_value=True)
    assert told.events[4].user_id == ben.id
    assert isinstance(made, types.ChannelAdminLogEventActionCreateTopic)
    assert (made.topic.title, made.topic.short, made.topic.closed) == ("Peaks", True, False)
    assert (edited.prev_topic.title, edited.prev_topic.closed) == ("Peaks", False)
    assert (edited.new_topic.title, edited.new_topic.closed) == ("Summits", True)
    assert (pinned.prev_topic, pinned.new_topic) == (None, edited.new_topic)
    assert (unpinned.prev_topic, unpinned.new_topic) == (edited.new_topic, None)
    assert deleted == types.ChannelAdminLogEventActionDeleteTopic(topic=edited.new_topic)
    assert ben.id in {user.id for user in told.users}
    assert len((await log(ann, "peaks")).events) == 2
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await log(ben)


async def test_each_topic_has_its_own_pinned_messages(people: People, forum: Community) -> None:
    ann = forum.ann
    peer = forum.peer(ann)
    peaks = (await create(forum, ann)).id
    said = [one for one in await ann.history(peer) if isinstance(one, types.Message)]
    (before,) = [one.id for one in said if one.message == "before"]
    ids = [before, *[(await say(forum, ann, one)).id for one in (peaks, peaks, 1)]]
    for message_id in ids:
        await ann(api.UpdatePinnedMessage(peer=peer, id=message_id, silent=True))

    async def pinned(topic_id: int | None) -> list[int]:
        query = api.Search(
            peer=peer,
            q="",
            top_msg_id=topic_id,
            filter=types.InputMessagesFilterPinned(),
            **dict.fromkeys(("min_date", "max_date", "offset_id", "add_offset"), 0),
            limit=9,
            **dict.fromkeys(("max_id", "min_id", "hash"), 0),
        )
        return [one.id for one in (await ann(query)).messages]

    assert await pinned(peaks) == [ids[2], ids[1]]
    assert await pinned(1) == [ids[3], before]
    await people.stage.settle()
    forum.ben.pushed()
    answer = await ann(api.UnpinAllMessages(peer=peer, top_msg_id=peaks))
    assert (answer.pts_count, answer.offset) == (2, 0)
    await people.stage.settle()
    (told,) = forum.ben.pushed()
    assert (told.pinned, set(told.messages)) == (False, set(ids[1:3]))
    assert await pinned(None) == [ids[3], before]
    await forum.limit(ann, forum.ben, pin_messages=True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await forum.ben(api.UnpinAllMessages(peer=forum.peer(forum.ben), top_msg_id=1))
    await ann(api.UnpinAllMessages(peer=peer, top_msg_id=1))
    assert await pinned(None) == []


async def test_pages_of_a_forum_name_the_topics_they_show(people: People, forum: Community) -> None:
    ann, ben, cat = forum.ann, forum.ben, forum.cat
    peaks, lakes = [(await create(forum, ben, title)).id for title in ("Peaks", "Lakes")]
    await create(forum, ann, "Empty")
    said = (await say(forum, cat, peaks, "granite")).id
    await say(forum, cat, lakes, "water")
    peer = forum.peer(cat)
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)

    def shown(page: Any) -> list[tuple[int, str, bool]]:
        assert all(
            one.short and one.peer == types.PeerChannel(channel_id=forum.id) for one in page.topics
        )
        assert {one.from_id.user_id for one in page.topics} <= {one.id for one in page.users}
        return [(one.id, one.title, one.my) for one in page.topics]

    whole = await cat(api.GetHistory(peer=peer, limit=9, hash=0, **offsets))
    assert [title for _, title, _ in shown(whole)] == ["General", "Peaks", "Lakes", "Empty"]
    top = await cat(api.GetHistory(peer=peer, limit=1, hash=0, **offsets))
    assert shown(top) == [(lakes, "Lakes", False)]
    thread = await ben(
        api.GetReplies(peer=forum.peer(ben), msg_id=peaks, limit=9, hash=0, **offsets)
    )
    assert shown(thread) == [(peaks, "Peaks", True)]
    named = types.InputMessageID(id=said)
    by_id = await cat(channels.GetMessages(channel=forum.named_by(cat), id=[named]))
    assert shown(by_id) == [(peaks, "Peaks", False)]
    looked = {"q": "granite", "filter": types.InputMessagesFilterEmpty(), "min_date": 0}
    dates = {"max_date": 0, "offset_id": 0, "limit": 9}
    numbers = dict.fromkeys(("add_offset", "max_id", "min_id", "hash"), 0)
    assert shown(await cat(api.Search(peer=peer, **looked, **dates, **numbers))) == shown(by_id)
    everywhere = await cat(
        api.SearchGlobal(offset_rate=0, offset_peer=types.InputPeerEmpty(), **looked, **dates)
    )
    assert shown(everywhere) == shown(by_id)
    await toggle(forum, enabled=False)
    assert shown(await cat(api.GetHistory(peer=peer, limit=9, hash=0, **offsets))) == []


async def test_who_types_in_a_topic_is_seen_there(people: People, forum: Community) -> None:
    peaks = (await create(forum, forum.ben)).id
    await people.stage.settle()
    forum.cat.pushed()
    typing = types.SendMessageTypingAction()
    query = api.SetTyping(peer=forum.peer(forum.ben), top_msg_id=peaks, action=typing)
    assert await forum.ben(query)
    await people.stage.settle()
    (told,) = forum.cat.pushed()
    assert told == types.UpdateChannelUserTyping(
        channel_id=forum.id,
        top_msg_id=peaks,
        from_id=types.PeerUser(user_id=forum.ben.id),
        action=typing,
    )


def _shown_as_messages(dialogs: Any, forum: Community) -> bool:
    rows = {getattr(one.peer, "channel_id", 0): one for one in dialogs.dialogs}
    return bool(rows[forum.id].view_forum_as_messages)


async def test_each_member_sees_a_forum_by_topics_or_as_one_list(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    other, away = ben.sibling(), ben.sibling()
    before = await away(functions.updates.GetState())
    ask = channels.ToggleViewForumAsMessages(channel=forum.named_by(ben), enabled=True)
    told = types.UpdateChannelViewForumAsMessages(channel_id=forum.id, enabled=True)
    assert (await ben(ask)).updates == [told]
    assert (await ben(ask)).updates == [told]
    assert other.pushed() == [told]
    assert _shown_as_messages(await ben.dialogs(), forum)
    assert not _shown_as_messages(await ann.dialogs(), forum)
    full = await ben(channels.GetFullChannel(channel=forum.named_by(ben)))
    assert full.full_chat.view_forum_as_messages
    missed = await away(
        functions.updates.GetDifference(pts=before.pts, date=before.date - 1, qts=before.qts)
    )
    assert told in missed.other_updates
    ask.enabled = False
    await ben(ask)
    assert not _shown_as_messages(await ben.dialogs(), forum)


async def test_what_is_no_forum_has_one_list_alone(people: People) -> None:
    place = await make_community(people)
    with pytest.raises(RpcError, match="400 CHANNEL_FORUM_MISSING"):
        await place.ben(
            channels.ToggleViewForumAsMessages(channel=place.named_by(place.ben), enabled=True)
        )
