"""To-do lists as clients draw them.

https://core.telegram.org/api/todo
"""

from heliograph.domain.extras import TodoAppended, TodoItem, TodoList, TodoTicked
from heliograph.tl import types
from heliograph.views.entities import words
from heliograph.views.peers import peer


def todo_media(record: TodoList) -> types.MessageMediaToDo:
    """https://core.telegram.org/constructor/messageMediaToDo"""
    return types.MessageMediaToDo(
        todo=types.TodoList(
            others_can_append=record.others_may_append,
            others_can_complete=record.others_may_complete,
            title=words(record.title, record.entities),
            list=[_item(item) for item in record.items],
        ),
        completions=[
            types.TodoCompletion(id=one.item_id, completed_by=peer(one.account_id), date=one.date)
            for one in record.done
        ]
        or None,
    )


def todo_told(record: TodoTicked | TodoAppended) -> types.TypeMessageAction:
    """What a message tells of a list.

    https://core.telegram.org/constructor/messageActionTodoCompletions
    """
    match record:
        case TodoTicked():
            return types.MessageActionTodoCompletions(
                completed=list(record.completed), incompleted=list(record.incompleted)
            )
        case TodoAppended():
            return types.MessageActionTodoAppendTasks(list=[_item(item) for item in record.items])


def _item(record: TodoItem) -> types.TodoItem:
    return types.TodoItem(id=record.id, title=words(record.title, record.entities))
