"""The store's operations on protected chats."""

from collections.abc import Callable
from functools import partial

from heliograph.domain.protection import (
    Protection,
    ProtectionContext,
    ProtectionDecision,
    ProtectionOutcome,
    ProtectionRequest,
)
from heliograph.storage.sqlite import protection
from heliograph.storage.sqlite.asking import Ask, Change


class ProtectionOperations:
    """Implements `ports.protection_store.ProtectionOperations`."""

    _ask: Ask
    _change: Change

    async def protection(self, owner_id: int, peer_id: int) -> Protection:
        work = partial(protection.protection, owner_id=owner_id, peer_id=peer_id)
        return await self._ask(work)

    async def protect(
        self,
        request: ProtectionRequest,
        *,
        decide: Callable[[ProtectionRequest, ProtectionContext], ProtectionDecision],
    ) -> ProtectionOutcome:
        return await self._change(partial(protection.protect, request=request, decide=decide))
