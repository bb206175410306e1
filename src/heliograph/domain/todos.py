"""To-do lists: what may be written down, who may add to a list and tick things off.

https://core.telegram.org/api/todo
"""

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import EXTRAS_BYTES_MAX, Entity, check_text
from heliograph.domain.extras import TodoDone, TodoItem, TodoList

TITLE_LENGTH_MAX = 32
ITEM_LENGTH_MAX = 64
ITEMS_MAX = 30
_ENTITIES_MAX = 100


class TodoRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks to change of a list: things to add, to tick off, or not to after all.

    `whole` is the list in the place of the one there is. `random_id` is that of the message that
    tells of it.
    """

    account_id: int
    peer_id: int
    message_id: int
    added: tuple[TodoItem, ...] = ()
    completed: tuple[int, ...] = ()
    incompleted: tuple[int, ...] = ()
    whole: TodoList | None = None
    random_id: int = 0
    date: int


def compose_todo(asked: TodoList) -> TodoList:
    """The list to keep, nothing of it done; MEDIA_INVALID for one that says too little or much,
    TODO_ITEMS_EMPTY, TODO_ITEM_DUPLICATE.

    https://core.telegram.org/constructor/todoList
    """
    title, entities = _text(asked.title, asked.entities, TITLE_LENGTH_MAX)
    made = replace(asked, title=title, entities=entities, items=_items(asked.items, ()), done=())
    return _within_bounds(made)


def _items(asked: tuple[TodoItem, ...], known: tuple[TodoItem, ...]) -> tuple[TodoItem, ...]:
    """What is known and the new things after it; their ids are anybody's but unlike each other."""
    if not asked:
        raise errors.TodoItemsEmpty
    if len(known) + len(asked) > ITEMS_MAX:
        raise errors.MediaInvalid
    ids = [item.id for item in (*known, *asked)]
    if len(set(ids)) != len(ids):
        raise errors.TodoItemDuplicate
    if min(ids) <= 0:
        raise errors.MediaInvalid
    made = []
    for item in asked:
        title, entities = _text(item.title, item.entities, ITEM_LENGTH_MAX)
        made.append(TodoItem(id=item.id, title=title, entities=entities))
    return (*known, *made)


def _text(text: str, entities: tuple[Entity, ...], length: int) -> tuple[str, tuple[Entity, ...]]:
    try:
        return check_text(text, entities, length, _ENTITIES_MAX)
    except (errors.MessageEmpty, errors.MessageTooLong, errors.EntitiesTooLong):
        raise errors.MediaInvalid from None


def _within_bounds(todo: TodoList) -> TodoList:
    """MEDIA_INVALID for a list with more formatting than a message may have."""
    texts = (todo.entities, *(item.entities for item in todo.items))
    entities = [entity for text in texts for entity in text]
    size_bytes = sum(len(entity.extra.encode()) for entity in entities)
    if len(entities) > _ENTITIES_MAX or size_bytes > EXTRAS_BYTES_MAX:
        raise errors.MediaInvalid
    return todo


def changed(
    request: TodoRequest, todo: TodoList, *, writer_id: int, doer_id: int | None = None
) -> TodoList:
    """The list after what somebody asks; or the refusal. Whoever wrote it may do everything.

    `doer_id` is the peer in whose name things are done, the asker's own if it is None.

    https://core.telegram.org/method/messages.toggleTodoCompleted
    """
    own = writer_id == request.account_id
    if request.whole is not None:
        if not own:
            raise errors.MessageAuthorRequired
        made = _rewritten(compose_todo(request.whole), todo)
    elif request.added:
        if not own and not todo.others_may_append:
            raise errors.MessageAuthorRequired
        made = _within_bounds(replace(todo, items=_items(request.added, todo.items)))
    else:
        if not own and not todo.others_may_complete:
            raise errors.MessageAuthorRequired
        made = _ticked(request, todo, request.account_id if doer_id is None else doer_id)
    if made == todo:
        raise errors.MessageNotModified if request.whole is not None else errors.TodoNotModified
    return made


def _rewritten(whole: TodoList, before: TodoList) -> TodoList:
    """Another list; what is still in it and was done stays done."""
    ids = {item.id for item in whole.items}
    return replace(whole, done=tuple(one for one in before.done if one.item_id in ids))


def _ticked(request: TodoRequest, todo: TodoList, doer_id: int) -> TodoList:
    """Things that are not in the list, or are as they are to be, are passed over."""
    ids = {item.id for item in todo.items}
    kept = tuple(one for one in todo.done if one.item_id not in request.incompleted)
    done = {one.item_id for one in kept}
    fresh = [one for one in dict.fromkeys(request.completed) if one in ids and one not in done]
    made = (TodoDone(item_id=item_id, account_id=doer_id, date=request.date) for item_id in fresh)
    return replace(todo, done=(*kept, *made))
