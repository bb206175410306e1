"""To-do lists.

https://core.telegram.org/api/todo
"""

from collections.abc import Sequence
from typing import Any

from heliograph.actions.messaging import new_random_id
from heliograph.actions.todos import change_todo
from heliograph.domain import errors, visible_words
from heliograph.domain.entities import Entity
from heliograph.domain.extras import TodoItem, TodoList
from heliograph.domain.todos import TodoRequest
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import Said, screen_text, take_out_spam
from heliograph.tl import functions, types
from heliograph.views.entities import entity_records
from heliograph.views.updates import change_update, changes

_ITEMS_READ_MAX = 100


def asked_list(todo: types.TodoList) -> TodoList:
    """The list that a client wants to send, nothing of it decided yet."""
    return TodoList(
        title=todo.title.text,
        entities=_drawn(todo.title),
        items=_items(todo.list),
        others_may_append=todo.others_can_append,
        others_may_complete=todo.others_can_complete,
    )


def _items(items: Sequence[types.TodoItem]) -> tuple[TodoItem, ...]:
    if len(items) > _ITEMS_READ_MAX:
        raise errors.MediaInvalid
    return tuple(
        TodoItem(id=one.id, title=one.title.text, entities=_drawn(one.title)) for one in items
    )


def _drawn(text: types.TextWithEntities) -> tuple[Entity, ...]:
    """Formatting; whom it names would have to be shown to whoever is shown the list."""
    return tuple(one for one in entity_records(text.entities) if one.kind != "MentionName")


async def rewrite_list(
    context: Context, request: functions.messages.EditMessage, media: types.InputMediaTodo
) -> types.TypeUpdates:
    """The list in the place of the one that the message shows; what is done stays done.

    What the admins of a supergroup do not want there goes, as what is said otherwise does.
    """
    whole, peer_id = asked_list(media.todo), await dialog_peer(context, request.peer)
    unwanted = await screen_text(context, peer_id, *visible_words.of_media(whole))
    made = await _change(context, peer_id, request.id, whole=whole)
    if unwanted:
        await take_out_spam(context, [Said(peer_id, request.id)])
    return made


@method("messages.appendTodoList", rate=Rate.MESSAGES)
async def append_todo_list(
    context: Context, request: functions.messages.AppendTodoList
) -> types.TypeUpdates:
    """MEDIA_INVALID also for what the admins of a supergroup do not want there.

    https://core.telegram.org/method/messages.appendTodoList
    """
    if not request.list:
        raise errors.TodoNotModified
    added, peer_id = _items(request.list), await dialog_peer(context, request.peer)
    if await screen_text(context, peer_id, *visible_words.of_items(added)):
        raise errors.MediaInvalid
    return await _change(context, peer_id, request.msg_id, added=added)


@method("messages.toggleTodoCompleted", rate=Rate.MESSAGES)
async def toggle_todo_completed(
    context: Context, request: functions.messages.ToggleTodoCompleted
) -> types.TypeUpdates:
    """https://core.telegram.org/method/messages.toggleTodoCompleted"""
    if len(request.completed) + len(request.incompleted) > _ITEMS_READ_MAX:
        raise errors.LimitInvalid
    ticked = {
        "completed": tuple(request.completed),
        "incompleted": tuple(request.incompleted),
    }
    peer_id = await dialog_peer(context, request.peer)
    return await _change(context, peer_id, request.msg_id, **ticked)


async def _change(
    context: Context, peer_id: int, message_id: int, **asked: Any
) -> types.TypeUpdates:
    request = TodoRequest(
        account_id=context.account_id,
        peer_id=peer_id,
        message_id=message_id,
        random_id=new_random_id(context.app),
        date=context.clock.now(),
        **asked,
    )
    made, sees = await change_todo(context.app, request, origin=context.origin)
    updates = [change_update(change, context.access) for change in made]
    return changes(updates, tuple(sees), request.date, context.access)
