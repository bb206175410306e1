"""The store's operations on appeals."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.safety.appeals import Aftermath, Appeal, Complaint, Outcome
from heliograph.safety.audit import Logged
from heliograph.safety.decisions import Decision
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety import appeals


class AppealOperations:
    """Implements `safety.store.AppealOperations`."""

    _ask: Ask
    _change: Change

    async def appeal_decision(
        self, puid: str, *, argument: str, log: Callable[[Decision], Logged], date: int
    ) -> int:
        work = partial(appeals.by_author, puid=puid, argument=argument, log=log, date=date)
        return await self._change(work)

    async def appeal_outcome(
        self,
        receipt: str,
        *,
        argument: str,
        log: Callable[[Decision | None], Logged] | None = None,
        date: int,
    ) -> int:
        work = partial(appeals.by_reporter, receipt=receipt, argument=argument, log=log, date=date)
        return await self._change(work)

    async def aftermath(self, puid: str) -> Aftermath:
        return await self._ask(partial(appeals.aftermath, puid=puid))

    async def complaints(self, receipt: str) -> Sequence[Complaint]:
        return await self._ask(partial(appeals.complaints, receipt=receipt))

    async def open_appeals(self, *, limit: int) -> Sequence[Appeal]:
        return await self._ask(partial(appeals.open_appeals, limit=limit))

    async def write_view(self, appeal_id: int, *, reviewer: str, view: str, date: int) -> Appeal:
        work = partial(
            appeals.write_view, appeal_id=appeal_id, reviewer=reviewer, view=view, date=date
        )
        return await self._change(work)

    async def end_appeal(
        self,
        appeal_id: int,
        *,
        reviewer: str,
        outcome: Outcome,
        reasons: str,
        log: Callable[[Decision, bool], Logged],
        date: int,
    ) -> Appeal:
        work = partial(
            appeals.end,
            appeal_id=appeal_id,
            reviewer=reviewer,
            outcome=outcome,
            reasons=reasons,
            log=log,
            date=date,
        )
        return await self._change(work)
