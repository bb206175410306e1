"""The store's side of a restore that its operator has yet to confirm."""

from collections.abc import Sequence

from heliograph.storage.sqlite import due, restoring
from heliograph.storage.sqlite.asking import Ask, Change


class RestoreOperations:
    """Part of `SqliteStore`; known to the composition root alone."""

    _ask: Ask
    _change: Change

    async def restored_at(self) -> int | None:
        """When the store was restored, if what is due waits for its operator still."""
        return await self._ask(restoring.restored_at)

    async def due(self, *, now: int) -> Sequence[due.Due]:
        """What will happen by itself because its time has come (Unix seconds)."""
        return await self._ask(lambda db: due.due(db, now=now))

    async def release(self) -> bool:
        """Let what is due happen; False if nothing held it back."""
        return await self._change(restoring.release)
