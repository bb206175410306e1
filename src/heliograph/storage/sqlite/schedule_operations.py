"""The store's operations on messages that wait to be sent."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.people import Account, Seen
from heliograph.domain.schedule import (
    Dispatched,
    Scheduled,
    ScheduledPage,
    ScheduleEdit,
    Waiting,
)
from heliograph.storage.sqlite import scheduling
from heliograph.storage.sqlite.asking import Ask, Change


class ScheduleOperations:
    """Implements `ports.schedule_store.ScheduleOperations`."""

    _ask: Ask
    _change: Change

    async def schedule(
        self, drafts: Sequence[Draft], *, decide: Callable[[Draft, SendContext, int], Body]
    ) -> tuple[Waiting, ...]:
        work = partial(scheduling.schedule, asked=drafts, decide=decide)
        return await self._change(work, text=drafts[0].text if drafts else "")

    async def edit_scheduled(
        self,
        edit: ScheduleEdit,
        *,
        decide: Callable[[ScheduleEdit, Account, Scheduled | None, Seen | None], Scheduled],
    ) -> Waiting:
        work = partial(scheduling.edit, asked=edit, decide=decide)
        return await self._change(work, text=edit.text, erases=True)

    async def drop_scheduled(
        self, owner_id: int, peer_id: int, ids: Sequence[int]
    ) -> tuple[int, ...]:
        work = partial(scheduling.drop, owner_id=owner_id, peer_id=peer_id, ids=ids)
        return await self._change(work, erases=True)

    async def dispatch_scheduled(
        self,
        owner_id: int,
        peer_id: int,
        ids: Sequence[int],
        *,
        date: int,
        decide: Callable[[Draft, SendContext, Body], Body],
        drop_refused: bool,
    ) -> tuple[Dispatched, ...]:
        work = partial(
            scheduling.dispatch,
            owner_id=owner_id,
            peer_id=peer_id,
            ids=ids,
            date=date,
            decide=decide,
            drop_refused=drop_refused,
        )
        return await self._change(work, erases=True)

    async def due_scheduled(self, *, now: int, at_most: int) -> Sequence[tuple[int, int, int]]:
        return await self._ask(partial(scheduling.due, now=now, at_most=at_most))

    async def scheduled(
        self, owner_id: int, peer_id: int, ids: Sequence[int] | None = None
    ) -> ScheduledPage:
        work = partial(scheduling.page, owner_id=owner_id, peer_id=peer_id, ids=ids)
        return await self._ask(work)

    async def has_scheduled(self, owner_id: int, peer_id: int) -> bool:
        return await self._ask(partial(scheduling.any_waiting, owner_id=owner_id, peer_id=peer_id))
