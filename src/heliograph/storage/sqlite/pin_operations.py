"""The store's operations on pinned messages."""

from collections.abc import Callable
from functools import partial

from heliograph.domain.messages import Body
from heliograph.domain.pins import PinContext, Pinned, PinOutcome, PinRequest
from heliograph.storage.sqlite import pins
from heliograph.storage.sqlite.asking import Ask, Change


class PinOperations:
    """Implements `ports.pin_store.PinOperations`."""

    _ask: Ask
    _change: Change

    async def pin_message(
        self, request: PinRequest, *, decide: Callable[[PinRequest, PinContext], Body | None]
    ) -> PinOutcome:
        return await self._change(partial(pins.pin_message, request=request, decide=decide))

    async def unpin_all(
        self,
        owner_id: int,
        peer_id: int,
        *,
        saved_peer_id: int | None = None,
        thread_id: int = 0,
        at_most: int,
        date: int,
    ) -> tuple[tuple[Pinned, ...], bool]:
        work = partial(
            pins.unpin_all,
            owner_id=owner_id,
            peer_id=peer_id,
            saved_peer_id=saved_peer_id,
            thread_id=thread_id,
            at_most=at_most,
            date=date,
        )
        return await self._change(work)

    async def pinned_ids(self, owner_id: int, peer_id: int, *, at_most: int) -> tuple[int, ...]:
        work = partial(pins.pinned_ids, owner_id=owner_id, peer_id=peer_id, at_most=at_most)
        return await self._ask(work)
