"""The store's operations on what goes from dialogs, at once or by itself."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.message_changes import Deleted, Sent
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.storage.sqlite import clearing as clearings
from heliograph.storage.sqlite import timers
from heliograph.storage.sqlite.asking import Ask, Change


class ClearingOperations:
    """Implements `ports.clearing_store.ClearingOperations`."""

    _ask: Ask
    _change: Change

    async def clear_history(self, clearing: Clearing, *, at_most: int, date: int) -> Cleared:
        work = partial(clearings.clear_history, clearing=clearing, at_most=at_most, date=date)
        return await self._change(work, erases=True)

    async def set_timer(
        self, draft: Draft, *, period: int, decide: Callable[[Draft, SendContext], Body]
    ) -> Sent:
        return await self._change(
            partial(timers.set_timer, draft=draft, period=period, decide=decide)
        )

    async def expire(self, *, now: int, at_most: int) -> Sequence[Deleted]:
        work = partial(timers.expire, now=now, at_most=at_most)
        return await self._change(work, erases=True, bulk=True)

    async def read_at(self, owner_id: int, peer_id: int, message_id: int) -> int | None:
        work = partial(timers.read_at, owner_id=owner_id, peer_id=peer_id, message_id=message_id)
        return await self._ask(work)
