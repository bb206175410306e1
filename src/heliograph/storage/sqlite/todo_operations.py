"""The store's operations on to-do lists."""

from collections.abc import Callable
from functools import partial

from heliograph.domain.extras import Extras
from heliograph.domain.messages import Body
from heliograph.domain.shared_media import SharedContext
from heliograph.domain.todo_changes import TodoOutcome
from heliograph.domain.todos import TodoRequest
from heliograph.storage.sqlite import todos
from heliograph.storage.sqlite.asking import Change


class TodoOperations:
    """Implements `ports.todo_store.TodoOperations`."""

    _change: Change

    async def change_todo(
        self,
        request: TodoRequest,
        *,
        decide: Callable[[TodoRequest, SharedContext], tuple[Extras, Body | None]],
    ) -> TodoOutcome:
        work = partial(todos.change_todo, request=request, decide=decide)
        return await self._change(work, erases=request.whole is not None)
