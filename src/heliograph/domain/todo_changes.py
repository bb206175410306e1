"""Changing the to-do list that a message shows, and telling the chat of it."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import channel_messages, errors
from heliograph.domain.channel_messages import speaks_for_it
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_messages import check_content, check_may_post
from heliograph.domain.chats import SeenChat
from heliograph.domain.extras import Extras, TodoAppended, TodoList, TodoTicked
from heliograph.domain.message_changes import Edited, Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.people import Account, Blocks
from heliograph.domain.speaking import NOBODY_ELSE, Speakers, still_speaks
from heliograph.domain.todos import TodoRequest, changed


class TodoContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a change is decided on: true at the moment it commits.

    `message` is the asker's copy, None if there is none; `peer_gone` says that the other has
    deleted their account, `group` is the basic group, supergroup or channel that the peer is,
    `speakers` as of an `EditContext`.
    """

    account: Account
    message: Message | None
    blocks: Blocks = Blocks()
    peer_gone: bool = False
    group: SeenChat | SeenChannel | None = None
    speakers: Speakers = NOBODY_ELSE


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
    if context.group is not None:
        _check_may_write(request, context.group)
    if message is None or message.peer_id != request.peer_id or message.extras is None:
        raise errors.MessageIdInvalid
    todo = message.extras.media
    if not isinstance(todo, TodoList):
        raise errors.MessageIdInvalid
    if message.extras.forward is not None:
        # It is as somebody wrote it once; clients offer to change it to nobody.
        raise errors.MessageAuthorRequired
    context.blocks.check()
    as_group = isinstance(context.group, SeenChannel) and speaks_for_it(context.group)
    doer_id = request.peer_id if as_group else request.account_id
    made = changed(request, todo, writer_id=_writer(message, context), doer_id=doer_id)
    extras = replace(message.extras, media=made)
    if context.group is not None and (request.added or request.whole is not None):
        check_content(context.group, extras, now=request.date)
    told = None if context.peer_gone else _told(request, todo, made)
    return extras, None if told is None or _is_silent(context) else replace(told, as_chat=as_group)


def _writer(message: Message, context: TodoContext) -> int:
    """Who may do everything with a list: its writer, as long as they have a say in the name that it
    stands in; 0 for nobody."""
    seen, writer_id = context.group, message.sender_id
    if not isinstance(seen, SeenChannel):
        return writer_id
    speaks = still_speaks(seen, context.speakers, message.author_id, writer_id=writer_id)
    return writer_id if speaks else 0


def _check_may_write(request: TodoRequest, group: SeenChat | SeenChannel) -> None:
    if isinstance(group, SeenChat):
        check_may_post(group, now=request.date)
    else:
        channel_messages.check_may_post(group, now=request.date)


def _is_silent(context: TodoContext) -> bool:
    """Nothing is said of lists in channels: posts alone are there."""
    return isinstance(context.group, SeenChannel) and context.group.channel.broadcast


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
