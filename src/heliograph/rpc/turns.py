"""Turns for costly work on the loop's thread, so that everybody else's goes on in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class _SubjectLocks:
    """A lock of each subject that somebody holds or waits for."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, subject: int) -> asyncio.Lock:
        own = self._locks.get(subject)
        if own is None:
            own = self._locks[subject] = asyncio.Lock()
        return own


class Aside:
    """Room for work that nobody waits for: `at_once` pieces in all, of each subject one."""

    def __init__(self, at_once: int) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._subjects = _SubjectLocks()

    @asynccontextmanager
    async def of(self, subject: int) -> AsyncIterator[None]:
        """Wait for the subject's earlier pieces, and for room."""
        async with self._subjects.of(subject), self._all:
            yield


class Turns:
    """One piece of work in a turn of the loop; subjects with many come one after the other."""

    def __init__(self) -> None:
        self._all = asyncio.Lock()
        self._subjects = _SubjectLocks()

    @asynccontextmanager
    async def of(self, subject: int) -> AsyncIterator[None]:
        """Wait for the subject's turn; the work inside does not await."""
        async with self._subjects.of(subject), self._all:
            await asyncio.sleep(0)
            yield
