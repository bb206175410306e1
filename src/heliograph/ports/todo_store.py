"""What the store keeps of to-do lists."""

from collections.abc import Callable
from typing import Protocol

from heliograph.domain.extras import Extras
from heliograph.domain.messages import Body
from heliograph.domain.shared_media import SharedContext
from heliograph.domain.todo_changes import TodoOutcome
from heliograph.domain.todos import TodoRequest


class TodoOperations(Protocol):
    """A list lies in the message that shows it, the same for whoever has that."""

    async def change_todo(
        self,
        request: TodoRequest,
        *,
        decide: Callable[[TodoRequest, SharedContext], tuple[Extras, Body | None]],
    ) -> TodoOutcome:
        """Keep what `decide` gives, and send its body, if any, as an answer to the message."""
        ...
