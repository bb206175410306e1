"""To-do lists: sent, ticked off, added to, written anew.

https://core.telegram.org/api/todo
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.groups import make_group
from support.stage import RpcError
from support.talk import People, Talker, sent_id


def text(words: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=words, entities=[])


def item(number: int, words: str) -> types.TodoItem:
    return types.TodoItem(id=number, title=text(words))


def todo(*items: Any, **fields: Any) -> types.InputMediaTodo:
    listed = list(items) or [item(3, "Milk"), item(40, "Bread")]
    return types.InputMediaTodo(todo=types.TodoList(title=text("To buy"), list=listed, **fields))


async def write(talking: People, **fields: Any) -> None:
    """Ann's list: 4 with her, 5 with Ben."""
    await talking.ann.send_media(talking.ann.to(talking.ben), todo(**fields))
    talking.ben.pushed()


async def tick(talker: Talker, other: Talker, message_id: int, done: Any, undone: Any = ()) -> Any:
    return await talker(
        functions.messages.ToggleTodoCompleted(
            peer=talker.to(other), msg_id=message_id, completed=list(done), incompleted=list(undone)
        )
    )


async def append(talker: Talker, other: Talker, message_id: int, *items: Any) -> Any:
    return await talker(
        functions.messages.AppendTodoList(
            peer=talker.to(other), msg_id=message_id, list=list(items)
        )
    )


async def test_28_ids_of_a_list_may_be_sparse(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    answer = await ann.send_media(ann.to(ben), todo(others_can_complete=True))
    (arrived,) = ben.pushed()
    for message in (answer.updates[1].message, arrived.message):
        assert message.media.todo.others_can_complete
        assert [one.id for one in message.media.todo.list] == [3, 40]
        assert message.media.completions is None


async def test_both_sides_tick_things_off_and_are_told(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await write(talking, others_can_complete=True)
    edited, told = (await tick(ben, ann, 5, [40])).updates
    assert isinstance(edited, types.UpdateEditMessage)
    done = types.TodoCompletion(
        id=40, completed_by=types.PeerUser(user_id=ben.id), date=talking.stage.clock.now()
    )
    assert (edited.message.id, edited.message.media.completions) == (5, [done])
    assert told.message.action == types.MessageActionTodoCompletions(completed=[40], incompleted=[])
    assert told.message.reply_to.reply_to_msg_id == 5
    theirs, heard = ann.pushed()
    assert (theirs.message.id, theirs.message.media.completions) == (4, [done])
    assert heard.message.reply_to.reply_to_msg_id == 4
    edited, told = (await tick(ann, ben, 4, [3], [40])).updates
    assert [one.id for one in edited.message.media.completions] == [3]
    assert (told.message.action.completed, told.message.action.incompleted) == ([3], [40])
    (shown,) = [m for m in await ben.history(ben.to(ann)) if m.id == 5]
    assert shown.media == edited.message.media


async def test_things_are_added(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await write(talking, others_can_append=True)
    edited, told = (await append(ben, ann, 5, item(41, "Eggs"))).updates
    assert [one.id for one in edited.message.media.todo.list] == [3, 40, 41]
    assert told.message.action == types.MessageActionTodoAppendTasks(list=[item(41, "Eggs")])
    assert [type(update) for update in ann.pushed()] == [
        types.UpdateEditMessage,
        types.UpdateNewMessage,
    ]


async def test_its_writer_writes_a_list_anew(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await write(talking)
    await tick(ann, ben, 4, [3, 40])
    whole = todo(item(40, "Rolls"), item(50, "Tea"))
    request = functions.messages.EditMessage(peer=ann.to(ben), id=4, media=whole)
    (edited,) = (await ann(request)).updates
    assert edited.message.media.todo == whole.todo
    assert [one.id for one in edited.message.media.completions] == [40]
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await ben(functions.messages.EditMessage(peer=ben.to(ann), id=5, media=whole))


async def test_changes_of_a_list_are_told_again_by_the_difference(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await write(talking)
    state = await ben(functions.updates.GetState())
    await tick(ann, ben, 4, [3])
    missed = await ben(functions.updates.GetDifference(pts=state.pts, date=state.date, qts=0))
    (edited,) = [u for u in missed.other_updates if isinstance(u, types.UpdateEditMessage)]
    assert [one.id for one in edited.message.media.completions] == [3]
    (told,) = missed.new_messages
    assert told.action.completed == [3]


@pytest.mark.parametrize(
    "media",
    [
        todo(item(0, "nothing")),
        todo(item(1, "")),
        todo(*(item(number, "a") for number in range(1, 32))),
        todo(*(item(number, "a") for number in range(1, 102))),
        types.InputMediaTodo(todo=types.TodoList(title=text(""), list=[item(1, "a")])),
    ],
)
async def test_writing_is_refused(talking: People, media: Any) -> None:
    with pytest.raises(RpcError, match="MEDIA_INVALID"):
        await talking.ann.send_media(talking.ann.to(talking.ben), media)


@pytest.mark.parametrize(
    ("message_id", "done", "undone", "token"),
    [
        (1, [3], [], "MESSAGE_ID_INVALID"),
        (99, [3], [], "MESSAGE_ID_INVALID"),
        (4, [], [], "TODO_NOT_MODIFIED"),
        (4, [77], [], "TODO_NOT_MODIFIED"),
        (4, [3] * 101, [], "LIMIT_INVALID"),
    ],
)
async def test_ticking_off_is_refused(
    talking: People, message_id: int, done: list[int], undone: list[int], token: str
) -> None:
    await write(talking)
    with pytest.raises(RpcError, match=token):
        await tick(talking.ann, talking.ben, message_id, done, undone)


async def test_others_do_what_the_writer_lets_them(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await write(talking)
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await tick(ben, ann, 5, [3])
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await append(ben, ann, 5, item(41, "Eggs"))
    with pytest.raises(RpcError, match="TODO_ITEM_DUPLICATE"):
        await append(ann, ben, 4, item(3, "Eggs"))
    with pytest.raises(RpcError, match="TODO_NOT_MODIFIED"):
        await append(ann, ben, 4)
    await ben(functions.contacts.Block(id=ben.to(ann)))
    with pytest.raises(RpcError, match="USER_IS_BLOCKED"):
        await tick(ann, ben, 4, [3])


async def test_a_forwarded_list_is_nobodys_to_change(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    await write(talking, others_can_complete=True, others_can_append=True)
    await ann.forward(ann.to(ben), [4], ann.to(cat))
    for talker, other, message_id in ((ann, cat, 5), (cat, ann, 2)):
        with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
            await tick(talker, other, message_id, [3])
        with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
            await append(talker, other, message_id, item(41, "Eggs"))


async def test_who_did_things_of_a_list_is_told_to_nobody_else(talking: People) -> None:
    """Ann may hide herself from forwards of what she wrote."""
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    await write(talking)
    await tick(ann, ben, 4, [3])
    cat.pushed()
    key, rule = types.InputPrivacyKeyForwards(), types.InputPrivacyValueDisallowAll()
    await ann(functions.account.SetPrivacy(key=key, rules=[rule]))
    await ben.forward(ben.to(ann), [5], ben.to(cat))
    reply = types.InputReplyToMessage(reply_to_msg_id=5, reply_to_peer_id=ben.to(ann))
    await ben.send(ben.to(cat), "look", reply_to=reply)
    told = [user.id for e in cat.device.session.take() for user in e.users]
    assert ben.id in told
    assert ann.id not in told
    newest, forwarded, _ = await cat.history(cat.to(ben))
    assert [item.id for item in forwarded.media.todo.list] == [3, 40]
    assert forwarded.media.completions is None
    assert newest.reply_to.reply_media.completions is None


async def test_who_may_not_write_in_a_group_changes_no_list_of_it(people: People) -> None:
    group = await make_group(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    open_list = todo(others_can_append=True, others_can_complete=True)
    mine = sent_id(await ben.send_media(group.peer, open_list))
    theirs = (await cat.history(group.peer))[0].id
    await ann(functions.messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(ben)))
    rights = types.ChatBannedRights(until_date=0, send_messages=True)
    await ann(functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights))
    for talker, message_id in ((ben, mine), (cat, theirs)):
        for query in (
            functions.messages.ToggleTodoCompleted(
                peer=group.peer, msg_id=message_id, completed=[3], incompleted=[]
            ),
            functions.messages.AppendTodoList(
                peer=group.peer, msg_id=message_id, list=[item(41, "Eggs")]
            ),
            functions.messages.EditMessage(
                peer=group.peer, id=message_id, media=todo(item(3, "Beer"))
            ),
        ):
            with pytest.raises(RpcError, match="403 CHAT_WRITE_FORBIDDEN"):
                await talker(query)
    (kept,) = [m for m in await ann.history(group.peer) if getattr(m, "media", None)]
    assert [one.title.text for one in kept.media.todo.list] == ["Milk", "Bread"]
    assert kept.media.completions is None
