"""Changing to-do lists."""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.domain.chats import Shown
from heliograph.domain.events import MailboxChange, Origin
from heliograph.domain.peers import box_of
from heliograph.domain.todo_changes import change_todo as decide
from heliograph.domain.todos import TodoRequest


async def change_todo(
    app: App, request: TodoRequest, *, origin: Origin | None
) -> tuple[Sequence[MailboxChange], Sequence[Shown]]:
    """Change a list for whoever has it and tell of it in the chat.

    Gives what became of the asker's own mailbox, in its order, and everybody named in it.
    """
    outcome = await app.store.change_todo(request, decide=decide)
    made = [*outcome.parts, *sent_changes(outcome.sent)]
    told = tell_changes(app, made, origin=origin)
    box_id = box_of(request.account_id, request.peer_id)
    own = [change for change in told if change.owner_id == box_id]
    return own, outcome.parts[0].sees
