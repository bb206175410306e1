"""Changing the to-do list that a message shows, and telling the chat of it."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.chat_messages import check_may_post
from heliograph.domain.chats import SeenChat
from heliograph.domain.extras import Extras, TodoAppended, TodoList, TodoTicked
from heliograph.domain.message_changes import Edited, Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.people import Account, Blocks
from heliograph.domain.todos import TodoRequest, changed


class TodoContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a change is decided on: true at the moment it commits.

    `message` is the asker's copy, None if there is none; `peer_gone` says that the other has
    deleted their account, `chat` is the group that the peer is.
    """

    account: Account
    message: Message | None
    blocks: Blocks = Blocks()
    peer_gone: bool = False
    chat: SeenChat | None = None


class TodoOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The message in each mailbox, the asker's own first, and what tells both sides of it."""

    parts: tuple[Edited, ...]
    sent: Sent | None = None


def change_todo(request: TodoRequest, context: TodoContext) -> tuple[Extras, Body | None]:
    """What the message carries from now on, and what is to be told; or the refusal.

    https://core.telegram.org/api/todo
    """
    message = context.message
    context.account.check_enabled()
    if context.chat is not None:
        check_may_post(context.chat, now=request.date)
    if message is None or message.peer_id != request.peer_id or message.extras is None:
        raise errors.MessageIdInvalid
    todo = message.extras.media
    if not isinstance(todo, TodoList):
        raise errors.MessageIdInvalid
    if message.extras.forward is not None:
        # It is as somebody wrote it once; clients offer to change it to nobody.
        raise errors.MessageAuthorRequired
    context.blocks.check()
    made = changed(request, todo, writer_id=message.sender_id)
    told = None if context.peer_gone else _told(request, todo, made)
    return replace(message.extras, media=made), told


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
