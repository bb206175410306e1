"""Changing to-do lists."""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.messaging import sent_changes
from heliograph.domain.events import MailboxAdvanced, MailboxChange, Origin
from heliograph.domain.people import Seen
from heliograph.domain.todo_changes import change_todo as decide
from heliograph.domain.todos import TodoRequest


async def change_todo(
    app: App, request: TodoRequest, *, origin: Origin | None
) -> tuple[Sequence[MailboxChange], Sequence[Seen]]:
    """Change a list for whoever has it and tell of it in the chat.

    Gives what became of the asker's own mailbox, in its order, and everybody named in it.
    """
    outcome = await app.store.change_todo(request, decide=decide)
    changes: list[MailboxChange | None] = [*outcome.parts]
    if outcome.sent is not None:
        changes += sent_changes(outcome.sent)
    made = [change for change in changes if change is not None]
    for change in made:
        app.bus.publish(MailboxAdvanced(change=change, origin=origin))
    own = [change for change in made if change.owner_id == request.account_id]
    return own, outcome.parts[0].sees
