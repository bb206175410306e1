"""Members under slow mode wait between two messages, and an album is one."""

from typing import Any

import pytest

from heliograph.actions.scheduling import send_due
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.forums import create, make_forum
from support.stage import RpcError
from support.talk import People, Talker, sent_id
from support.uploads import upload

channels, messages = functions.channels, functions.messages


@pytest.fixture
async def group(people: People) -> Community:
    made = await make_community(people, username="hikers_club")
    await made.ann(channels.ToggleSlowMode(channel=made.named_by(made.ann), seconds=30))
    return made


async def album(of: Community, by: Talker, *random_ids: int, **fields: Any) -> Any:
    parts = [
        types.InputSingleMedia(
            media=types.InputMediaUploadedPhoto(file=await upload(by, b"%d" % random_id)),
            random_id=random_id,
            message="",
        )
        for random_id in random_ids
    ]
    return messages.SendMultiMedia(peer=of.peer(by), multi_media=parts, **fields)


def count(answer: Any) -> int:
    return sum(isinstance(one, types.UpdateNewChannelMessage) for one in answer.updates)


async def test_an_album_goes_as_one_message(group: Community) -> None:
    ben, clock = group.ben, group.people.stage.clock
    query = await album(group, ben, 100, 101)
    assert count(await ben(query)) == 2
    assert count(await ben(query)) == 2
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben(await album(group, ben, 102, 103))
    clock.date += 30
    assert count(await ben(await album(group, ben, 105, 106))) == 2


async def test_nothing_goes_along_with_an_album_that_is_sent_again(group: Community) -> None:
    ben = group.ben
    query = await album(group, ben, 100, 101)
    await ben(query)
    (first, second) = query.multi_media
    second.random_id = 102
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben(messages.SendMultiMedia(peer=query.peer, multi_media=[first, second]))


async def test_an_album_that_waited_goes_as_one_message(group: Community) -> None:
    ben, now = group.ben, group.people.stage.clock.now()
    kept = await ben(await album(group, ben, 100, 101, schedule_date=now + 1_000))
    ids = [one.id for one in kept.updates if isinstance(one, types.UpdateMessageID)]
    assert len(ids) == 2
    sent = await ben(messages.SendScheduledMessages(peer=group.peer(ben), id=ids))
    assert count(sent) == 2


async def test_members_forward_one_message_at_a_time(group: Community) -> None:
    ann, ben = group.ann, group.ben
    said = [sent_id(await ann.send(group.peer(ann), words)) for words in ("one", "two")]

    async def forwarded(by: Talker, ids: list[int]) -> Any:
        random_ids = [by.id + one for one in ids]
        peer = group.peer(by)
        query = messages.ForwardMessages(from_peer=peer, to_peer=peer, id=ids, random_id=random_ids)
        return await by(query)

    with pytest.raises(RpcError, match="400 SLOWMODE_MULTI_MSGS_DISABLED"):
        await forwarded(ben, said)
    assert count(await forwarded(ben, said[:1])) == 1
    assert count(await forwarded(ann, said)) == 2


async def test_who_comes_need_not_wait_for_their_first_word(group: Community) -> None:
    dan = await group.stranger()
    await dan(channels.JoinChannel(channel=group.named_by(dan)))
    assert (await group.full(dan)).full_chat.slowmode_next_send_date is None
    await dan.send(group.peer(dan), "hello")
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await dan.send(group.peer(dan), "hello again")


async def test_what_is_due_too_soon_after_another_goes_when_it_may(group: Community) -> None:
    ben, clock = group.ben, group.people.stage.clock
    app, now, peer = group.people.stage.app, clock.now(), group.peer(ben)
    for text, after_s in (("first", 60), ("second", 70), ("third", 70)):
        await ben.send(peer, text, schedule_date=now + after_s)
    clock.date = now + 70
    while await send_due(app):
        pass
    assert (await ben.history(peer))[0].message == "first"
    told = [one for one in ben.pushed() if isinstance(one, types.UpdateNewScheduledMessage)]
    assert {one.message.message for one in told} == {"second", "third"}
    waiting = await ben(messages.GetScheduledHistory(peer=peer, hash=0))
    assert {(one.message, one.date) for one in waiting.messages} == {
        ("second", now + 100),
        ("third", now + 100),
    }
    for after_s, text in ((100, "second"), (130, "third")):
        clock.date = now + after_s
        while await send_due(app):
            pass
        assert (await ben.history(peer))[0].message == text
    assert (await ben(messages.GetScheduledHistory(peer=peer, hash=0))).messages == []


async def test_what_is_to_go_now_is_told_to_wait(group: Community) -> None:
    ben, now, peer = group.ben, group.people.stage.clock.now(), group.peer(group.ben)
    await ben.send(peer, "now")
    kept = await ben.send(peer, "later", schedule_date=now + 1_000)
    ids = [one.id for one in kept.updates if isinstance(one, types.UpdateMessageID)]
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben(messages.SendScheduledMessages(peer=peer, id=ids))
    waiting = await ben(messages.GetScheduledHistory(peer=peer, hash=0))
    assert [one.message for one in waiting.messages] == ["later"]


async def test_what_is_due_within_seconds_waits_as_what_goes_now(group: Community) -> None:
    ben, now, peer = group.ben, group.people.stage.clock.now(), group.peer(group.ben)
    await ben.send(peer, "now")
    group.people.stage.clock.date = now + 25
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_5"):
        await ben.send(peer, "a little later", schedule_date=now + 31)


async def test_a_scheduled_message_with_a_photo_waits_with_it(group: Community) -> None:
    ben, clock, peer = group.ben, group.people.stage.clock, group.peer(group.ben)
    now = clock.now()
    photo = types.InputMediaUploadedPhoto(file=await upload(ben, b"1"))
    await ben.send_media(peer, photo, schedule_date=now + 60)
    clock.date = now + 60
    await ben.send(peer, "in between")
    while await send_due(group.people.stage.app):
        pass
    clock.date = now + 90
    while await send_due(group.people.stage.app):
        pass
    assert isinstance((await ben.history(peer))[0].media, types.MessageMediaPhoto)


def words(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])


async def open_poll(group: Community) -> int:
    answers = [types.InputPollAnswer(text=words(one)) for one in ("Tea", "Wine")]
    asked = types.Poll(
        id=0,
        question=words("What?"),
        answers=answers,
        hash=0,
        open_answers=True,
        public_voters=True,
    )
    media = types.InputMediaPoll(poll=asked)
    return sent_id(await group.ann.send_media(group.peer(group.ann), media))


async def open_list(group: Community) -> int:
    items = [types.TodoItem(id=1, title=words("Rope"))]
    todo = types.TodoList(
        title=words("To pack"), list=items, others_can_append=True, others_can_complete=True
    )
    media = types.InputMediaTodo(todo=todo)
    return sent_id(await group.ann.send_media(group.peer(group.ann), media))


def answering(group: Community, by: Talker, number: int, text: str) -> Any:
    answer = types.InputPollAnswer(text=words(text))
    return messages.AddPollAnswer(peer=group.peer(by), msg_id=number, answer=answer)


def appending(group: Community, by: Talker, number: int, text: str) -> Any:
    item = types.TodoItem(id=sum(text.encode()), title=words(text))
    return messages.AppendTodoList(peer=group.peer(by), msg_id=number, list=[item])


ADDING = [(open_poll, answering), (open_list, appending)]


@pytest.mark.parametrize(("make", "add"), ADDING)
async def test_what_is_added_for_all_to_read_waits_and_counts_as_a_message(
    group: Community, make: Any, add: Any
) -> None:
    ben, clock = group.ben, group.people.stage.clock
    number = await make(group)
    await ben(add(group, ben, number, "Milk"))
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben(add(group, ben, number, "Beer"))
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben.send(group.peer(ben), "hello")
    clock.date += 30
    await ben.send(group.peer(ben), "hello")
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben(add(group, ben, number, "Beer"))
    # What is refused counts for nothing; admins wait for nobody.
    clock.date += 30
    await ben(add(group, ben, number, "Beer"))
    for text in ("Cake", "Salt"):
        await group.ann(add(group, group.ann, number, text))


async def test_what_takes_back_or_ticks_off_need_not_wait(group: Community) -> None:
    ben = group.ben
    poll_id, list_id = await open_poll(group), await open_list(group)
    await ben(answering(group, ben, poll_id, "Milk"))
    await ben(messages.DeletePollAnswer(peer=group.peer(ben), msg_id=poll_id, option=b"+0"))
    await ben(
        messages.ToggleTodoCompleted(
            peer=group.peer(ben), msg_id=list_id, completed=[1], incompleted=[]
        )
    )
    group.people.stage.clock.date += 30
    # Neither counted.
    await ben.send(group.peer(ben), "hello")


@pytest.mark.parametrize(("make", "add"), ADDING)
async def test_a_guest_waits_with_what_they_add(people: People, make: Any, add: Any) -> None:
    news = await make_community(people, broadcast=True, username="hikers_news")
    group = await make_community(people, username="hikers_club")
    ann = group.ann
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=group.named_by(ann)))
    await ann(channels.ToggleSlowMode(channel=group.named_by(ann), seconds=30))
    dan, number = await group.stranger(), await make(group)
    await dan(add(group, dan, number, "Milk"))
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await dan(add(group, dan, number, "Beer"))


async def test_who_may_send_no_polls_adds_no_answers(group: Community) -> None:
    ben, number = group.ben, await open_poll(group)
    await group.limit(group.ann, ben, send_polls=True)
    with pytest.raises(RpcError, match="403 CHAT_SEND_POLL_FORBIDDEN"):
        await ben(answering(group, ben, number, "Milk"))


async def test_a_topic_is_made_as_seldom_as_something_is_said(people: People) -> None:
    forum = await make_forum(people)
    ann, ben, clock = forum.ann, forum.ben, people.stage.clock
    await ann(channels.ToggleSlowMode(channel=forum.named_by(ann), seconds=30))
    clock.date += 30
    made = await create(forum, ben, "Peaks")
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await create(forum, ben, "Huts")
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben.send(forum.peer(ben), "hello")
    # What one made may be called otherwise, as words may be mended.
    await ben(messages.EditForumTopic(peer=forum.peer(ben), topic_id=made.id, title="High peaks"))
    clock.date += 30
    await ben.send(forum.peer(ben), "hello")
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await create(forum, ben, "Huts")
    for title in ("Huts", "Lakes"):
        await create(forum, ann, title)
