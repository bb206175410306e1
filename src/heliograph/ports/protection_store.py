"""What the store keeps of protected chats."""

from collections.abc import Callable
from typing import Protocol

from heliograph.domain.protection import (
    Protection,
    ProtectionContext,
    ProtectionDecision,
    ProtectionOutcome,
    ProtectionRequest,
)


class ProtectionOperations(Protocol):
    """Each side of a chat protects it or does not; what either protects is not passed on."""

    async def protection(self, owner_id: int, peer_id: int) -> Protection: ...

    async def protect(
        self,
        request: ProtectionRequest,
        *,
        decide: Callable[[ProtectionRequest, ProtectionContext], ProtectionDecision],
    ) -> ProtectionOutcome:
        """Change the owner's side as decided, tell of it in the chat, settle what was answered."""
        ...
