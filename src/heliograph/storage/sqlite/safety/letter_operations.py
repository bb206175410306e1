"""The store's operations on what is yet to be said, and on erasing what was logged."""

from collections.abc import Sequence
from functools import partial

from heliograph.safety.letters import Letter
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety import letters, log_entries


class LetterOperations:
    """Implements `safety.store.LetterOperations`."""

    _ask: Ask
    _change: Change

    async def due_letters(self, *, now: int, at_most: int) -> Sequence[Letter]:
        return await self._ask(partial(letters.due, now=now, at_most=at_most))

    async def letter_said(self, name: str) -> None:
        await self._change(partial(letters.said, name=name))

    async def letter_failed(self, name: str, *, due: int) -> None:
        await self._change(partial(letters.try_again, name=name, due=due))

    async def erase_logged(self, puid: str, *, by: str, date: int) -> int:
        work = partial(log_entries.erase_noted, puid=puid, by=by, date=date)
        return await self._change(work, erases=True)
