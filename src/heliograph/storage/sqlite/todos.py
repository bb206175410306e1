"""To-do lists: changed for whoever has the message."""

from collections.abc import Callable

import apsw

from heliograph.domain.extras import Extras
from heliograph.domain.messages import Body
from heliograph.domain.todo_changes import TodoContext, TodoOutcome
from heliograph.domain.todos import TodoRequest
from heliograph.storage.sqlite import changing, kept, mailbox, people, telling


def change_todo(
    db: apsw.Connection,
    request: TodoRequest,
    decide: Callable[[TodoRequest, TodoContext], tuple[Extras, Body | None]],
) -> TodoOutcome:
    """See `ports.todo_store.TodoOperations.change_todo`."""
    owner, peer = request.account_id, request.peer_id
    kept.before_change(db, owner, peer, request.message_id)
    context = TodoContext(
        account=people.known_account(db, owner),
        message=mailbox.message(db, owner, request.message_id),
        blocks=people.blocks(db, owner, peer),
        peer_gone=people.is_gone(db, peer),
        chat=people.seen_chat(db, owner, peer),
    )
    extras, body = decide(request, context)
    changing.keep_extras(db, owner, request.message_id, extras)
    parts = changing.edited_copies(db, owner, request.message_id, date=request.date)
    if body is None:
        return TodoOutcome(parts=parts)
    sent = telling.tell(
        db, body, peer_id=peer, reply_to_id=request.message_id, random_id=request.random_id
    )
    return TodoOutcome(parts=parts, sent=sent)
