"""A store whose every operation waits to be let through."""

import asyncio
from typing import Any

from heliograph.ports.store import Store

# What actions leave to a task of its own is no step of theirs: it waits for nobody's turn. Nor is
# the other store that lies in this one.
_BESIDE = frozenset({"safety", "take_ended_chats"})


class Gate:
    """Stands in for a store in front of one writer; `open` lets its next operation through."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: asyncio.Future[None] | None = None
        # Set while the writer waits here, and when it has ended.
        self.still = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        if name in _BESIDE:
            return getattr(self._store, name)

        async def gated(*arguments: Any, **named: Any) -> Any:
            self._waiting = asyncio.get_running_loop().create_future()
            self.still.set()
            await self._waiting
            return await getattr(self._store, name)(*arguments, **named)

        return gated

    def open(self) -> None:
        """Let the operation that waits go on; nothing if the writer has ended."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.still.clear()
            waiting.set_result(None)
