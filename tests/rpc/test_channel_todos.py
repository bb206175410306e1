"""To-do lists in supergroups and channels: ticked off and added to by who may write there.

https://core.telegram.org/api/todo
"""

import re
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.forums import create, make_forum
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages = functions.messages
channels = functions.channels
OPEN = {"others_can_append": True, "others_can_complete": True}


def words(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])


def todo(*texts: str, **fields: Any) -> types.InputMediaTodo:
    items = [types.TodoItem(id=number, title=words(one)) for number, one in enumerate(texts, 1)]
    return types.InputMediaTodo(todo=types.TodoList(title=words("To pack"), list=items, **fields))


async def write(place: Community, by: Talker, **fields: Any) -> int:
    return sent_id(await by.send_media(place.peer(by), todo("Rope", "Map", **OPEN), **fields))


def ticking(place: Community, by: Talker, message_id: int, *done: int, undone: Any = ()) -> Any:
    return messages.ToggleTodoCompleted(
        peer=place.peer(by), msg_id=message_id, completed=list(done), incompleted=list(undone)
    )


def adding(place: Community, by: Talker, message_id: int) -> Any:
    lamp = types.TodoItem(id=9, title=words("Lamp"))
    return messages.AppendTodoList(peer=place.peer(by), msg_id=message_id, list=[lamp])


async def shown(place: Community, by: Talker, message_id: int) -> Any:
    named = types.InputMessageID(id=message_id)
    page = await by(channels.GetMessages(channel=place.named_by(by), id=[named]))
    return page.messages[0].media


async def test_members_of_a_supergroup_tick_things_off_and_all_are_told(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    list_id = await write(group, ann)
    await people.stage.settle()
    cat.pushed()
    edited, told = (await ben(ticking(group, ben, list_id, 2))).updates
    by_ben = types.TodoCompletion(
        id=2, completed_by=types.PeerUser(user_id=ben.id), date=people.stage.clock.now()
    )
    assert isinstance(edited, types.UpdateEditChannelMessage)
    assert edited.message.media.completions == [by_ben]
    assert told.pts == edited.pts + 1
    assert told.message.action == types.MessageActionTodoCompletions(completed=[2], incompleted=[])
    assert told.message.reply_to.reply_to_msg_id == list_id
    await people.stage.settle()
    heard, said = cat.pushed()
    assert heard.message.media.completions == [by_ben]
    assert said.message.from_id == types.PeerUser(user_id=ben.id)
    await cat(adding(group, cat, list_id))
    await cat(ticking(group, cat, list_id, 9, undone=[2]))
    media = await shown(group, ann, list_id)
    assert [one.title.text for one in media.todo.list] == ["Rope", "Map", "Lamp"]
    assert [one.id for one in media.completions] == [9]


async def test_what_is_told_of_a_list_stays_in_its_topic(people: People) -> None:
    forum = await make_forum(people)
    ben = forum.ben
    peaks = (await create(forum, ben)).id
    inside = types.InputReplyToMessage(reply_to_msg_id=peaks, top_msg_id=peaks)
    list_id = await write(forum, ben, reply_to=inside)
    _, told = (await ben(ticking(forum, ben, list_id, 1))).updates
    assert (told.message.reply_to.forum_topic, told.message.reply_to.reply_to_top_id) == (
        True,
        peaks,
    )


async def test_an_anonymous_admin_does_things_in_the_name_of_the_group(people: People) -> None:
    group = await make_community(people)
    ben, cat = group.ben, group.cat
    itself = types.PeerChannel(channel_id=group.id)
    await group.make_admin(ben, invite_users=True, anonymous=True)
    list_id = await write(group, cat)
    await people.stage.settle()
    cat.pushed()
    await ben(ticking(group, ben, list_id, 1))
    await people.stage.settle()
    edited, told = cat.pushed()
    assert [one.completed_by for one in edited.message.media.completions] == [itself]
    assert told.message.from_id in (None, itself)
    assert str(ben.id) not in re.findall(r"\d+", repr([edited, told]))


async def test_who_may_not_write_there_changes_no_list(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    dan = await group.stranger()
    list_id = await write(group, ann)
    await group.limit(ann, ben, send_messages=True)
    await group.limit(ann, cat, send_polls=True)
    anew = messages.EditMessage(peer=group.peer(ann), id=list_id, media=todo("Beer"))
    for talker, refusal in ((ben, "CHAT_WRITE_FORBIDDEN"), (dan, "CHANNEL_PRIVATE")):
        for query in (ticking, adding):
            asked = [1] if query is ticking else []
            with pytest.raises(RpcError, match=refusal):
                await talker(query(group, talker, list_id, *asked))
    with pytest.raises(RpcError, match="403 CHAT_SEND_POLL_FORBIDDEN"):
        await cat(adding(group, cat, list_id))
    by_another = messages.EditMessage(peer=group.peer(cat), id=list_id, media=todo("Beer"))
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await cat(by_another)
    await cat(ticking(group, cat, list_id, 1))
    await ann(anew)
    assert [one.title.text for one in (await shown(group, cat, list_id)).todo.list] == ["Beer"]
    log = channels.GetAdminLog(channel=group.named_by(ann), q="", max_id=0, min_id=0, limit=1)
    (event,) = (await ann(log)).events
    assert isinstance(event.action, types.ChannelAdminLogEventActionEditMessage)


async def test_a_list_of_a_channel_is_ticked_by_who_posts_there(people: People) -> None:
    news, group = await make_community(people, broadcast=True), await make_community(people)
    ann, ben = news.ann, news.ben
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=group.named_by(ann)))
    list_id = await write(news, ann)
    await people.stage.settle()
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await ben(ticking(news, ben, list_id, 1))
    (edited,) = (await ann(ticking(news, ann, list_id, 1))).updates
    itself = types.PeerChannel(channel_id=news.id)
    assert [one.completed_by for one in edited.message.media.completions] == [itself]
    newest = (await ben.history(group.peer(ben)))[0]
    assert [one.id for one in newest.media.completions] == [1]
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await ben(ticking(group, ben, newest.id, 2))
