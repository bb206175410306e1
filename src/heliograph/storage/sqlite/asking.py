"""How a topic's operations reach the threads that may run them, as `SqliteStore` hands it out."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import apsw

Result = TypeVar("Result")


class Ask(Protocol):
    """Puts a question to a reader (`engine.Engine.ask`)."""

    def __call__(self, question: Callable[[apsw.Connection], Result]) -> Awaitable[Result]: ...


class Change(Protocol):
    """Puts a change to the writer (`writer.Writer.submit`)."""

    def __call__(
        self,
        work: Callable[[apsw.Connection], Result],
        *,
        text: str | None = None,
        size_bytes: int = 0,
        erases: bool = True,
        bulk: bool = False,
    ) -> Awaitable[Result]: ...
