"""What carries notices to devices, in tests of what they are told."""

import asyncio
from typing import Any

from heliograph.domain.push import Attempt, Outcome, PushDevice, PushTask, TokenKind
from heliograph.domain.push_notices import PushNotice
from support.outside import CAME_WITHIN_S


class FakePost:
    """Keeps what devices were told; `outcomes` are given in turn, the last one for ever."""

    def __init__(self) -> None:
        self.told: list[tuple[str, PushNotice]] = []
        self.outcomes = [Attempt(Outcome.TOLD)]
        self.kinds = set(TokenKind)
        self.sealed = True
        self.hold: asyncio.Event | None = None
        self.under_way = 0
        self.most_under_way = 0
        self._changed = asyncio.Event()

    async def until(self, *, told: int = 0, under_way: int = 0) -> None:
        """Wait until so many were told, and so many are being told."""
        async with asyncio.timeout(CAME_WITHIN_S):
            while len(self.told) < told or self.under_way < under_way:
                self._changed.clear()
                await self._changed.wait()

    def carries(self, kind: TokenKind) -> bool:
        return kind in self.kinds

    def seals(self, device: PushDevice) -> bool:
        return self.sealed

    async def deliver(self, task: PushTask, notice: PushNotice) -> Attempt:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self._changed.set()
        if self.hold is not None:
            await self.hold.wait()
        self.under_way -= 1
        self.told.append((task.device.token, notice))
        self._changed.set()
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]

    def take(self) -> list[Any]:
        """Token, loc_key, loc_args and custom of each notice since the last time."""
        told, self.told = self.told, []
        return [(token, n.loc_key, list(n.loc_args), dict(n.custom)) for token, n in told]
