"""Stands for what a module works with, and notes what is asked of it, in which order."""

from collections.abc import Awaitable, Callable
from typing import Any

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Journal:
    """What was asked, of whom by its name; and what is answered.

    An answer that is an exception is raised, a list of answers is given one by one.
    """

    def __init__(self, **answers: Any) -> None:
        self.calls: list[Call] = []
        self.answers = answers

    def note(self, name: str, args: tuple[Any, ...], said: dict[str, Any]) -> Any:
        self.calls.append((name, args, said))
        answer = self.answers.get(name)
        if isinstance(answer, Pages):
            answer = answer.pop(0) if answer else ()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def of(self, *names: str) -> list[Call]:
        """The calls of these names alone."""
        return [call for call in self.calls if call[0] in names]


class Pages(list[Any]):
    """Answers to be given one after the other, then nothing."""


class Asked:
    """Whatever is asked of it stands in the journal; what `at_once` names is no coroutine."""

    def __init__(self, journal: Journal, *, at_once: tuple[str, ...] = ()) -> None:
        self._journal = journal
        self._at_once = at_once

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def asked(*args: Any, **said: Any) -> Any:
            return self._journal.note(name, args, said)

        async def awaited(*args: Any, **said: Any) -> Any:
            return asked(*args, **said)

        found: Callable[..., Any] | Callable[..., Awaitable[Any]]
        found = asked if name in self._at_once else awaited
        return found
