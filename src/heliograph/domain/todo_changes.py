"""Changing the to-do list that a message shows, and telling the chat of it."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_messages import check_content
from heliograph.domain.extras import Extras, TodoAppended, TodoList, TodoTicked
from heliograph.domain.message_changes import Edited, Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.shared_media import SharedContext, check_may_write
from heliograph.domain.speaking import still_speaks
from heliograph.domain.todos import TodoRequest, changed


class TodoOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The message in each mailbox, the asker's own first, and what tells both sides of it."""

    parts: tuple[Edited, ...]
    sent: Sent | None = None


def change_todo(request: TodoRequest, context: SharedContext) -> tuple[Extras, Body | None]:
    """What the message carries from now on, and what is to be told; or the refusal.

    https://core.telegram.org/api/todo
    """
    message = context.message
    check_may_write(context, now=request.date, adds=bool(request.added))
    if message is None or message.peer_id != request.peer_id or message.extras is None:
        raise errors.MessageIdInvalid
    todo = message.extras.media
    if not isinstance(todo, TodoList):
        raise errors.MessageIdInvalid
    if message.extras.forward is not None:
        # It is as somebody wrote it once; clients offer to change it to nobody.
        raise errors.MessageAuthorRequired
    context.blocks.check()
    doer_id = request.peer_id if context.as_group else request.account_id
    made = changed(request, todo, writer_id=_writer(message, context), doer_id=doer_id)
    extras = replace(message.extras, media=made)
    if context.group is not None and (request.added or request.whole is not None):
        check_content(context.group, extras, now=request.date)
    told = None if context.peer_gone else _told(request, todo, made)
    if told is None or context.silent:
        return extras, None
    return extras, replace(told, as_chat=context.as_group)


def _writer(message: Message, context: SharedContext) -> int:
    """Who may do everything with a list: its writer, as long as they have a say in the name that it
    stands in; 0 for nobody."""
    seen, writer_id = context.group, message.sender_id
    if not isinstance(seen, SeenChannel):
        return writer_id
    speaks = still_speaks(seen, context.speakers, message.author_id, writer_id=writer_id)
    return writer_id if speaks else 0


def _told(request: TodoRequest, before: TodoList, after: TodoList) -> Body | None:
    """Notes to oneself change without a word, and so does a list that is written anew."""
    if request.whole is not None or request.peer_id == request.account_id:
        return None
    if request.added:
        return _body(
            request, "TodoAppendTasks", TodoAppended(items=after.items[len(before.items) :])
        )
    was, now = _done(before), _done(after)
    ticked = TodoTicked(
        completed=tuple(one for one in now if one not in was),
        incompleted=tuple(one for one in was if one not in now),
    )
    return _body(request, "TodoCompletions", ticked)


def _done(todo: TodoList) -> Sequence[int]:
    return [one.item_id for one in todo.done]


def _body(request: TodoRequest, action: str, told: TodoTicked | TodoAppended) -> Body:
    return Body(
        sender_id=request.account_id,
        date=request.date,
        text="",
        action=action,
        extras=Extras(told=told),
    )
