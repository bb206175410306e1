"""The store's operations on what staff look through."""

from collections.abc import Sequence
from functools import partial

from heliograph.safety.appeals import Appeal
from heliograph.safety.caseload import CaseFile, Counts, Exposure, Named, Sieve
from heliograph.safety.cases import Case
from heliograph.safety.matters import Matter
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety import appeals, caseload, decisions, events


class CaseloadOperations:
    """Implements `safety.caseload.CaseloadOperations`."""

    _ask: Ask
    _change: Change

    async def sift(
        self, sieve: Sieve, *, after: tuple[int, int] | None = None, limit: int
    ) -> Sequence[tuple[Case, Named]]:
        return await self._ask(partial(caseload.sift, sieve=sieve, after=after, limit=limit))

    async def cases_named(self, case_ids: Sequence[int]) -> Sequence[tuple[Case, Named]]:
        return await self._ask(partial(caseload.cases_named, case_ids=case_ids))

    async def counts(self, *, staff: str, now: int) -> Counts:
        return await self._ask(partial(caseload.counts, staff=staff, now=now))

    async def case_file(
        self, case_id: int, *, with_reporters: bool = False, now: int
    ) -> CaseFile | None:
        work = partial(caseload.case_file, case_id=case_id, with_reporters=with_reporters, now=now)
        return await self._ask(work)

    async def matter(self, case_id: int, *, now: int) -> Matter:
        return await self._ask(lambda db: decisions.matter(db, case_id, now=now))

    async def take_case(self, case_id: int, *, by: str, over: bool = False, date: int) -> None:
        work = partial(caseload.take, case_id=case_id, by=by, over=over, date=date)
        await self._change(work)

    async def leave_case(self, case_id: int, *, by: str, date: int) -> None:
        await self._change(partial(caseload.leave, case_id=case_id, by=by, date=date))

    async def note_shown(self, case_id: int, *, reader: str, what: str, date: int) -> None:
        work = partial(
            events.note, kind="media shown", date=date, actor=reader, case_id=case_id, about=what
        )
        await self._change(work)

    async def note_typed(self, case_id: int, *, by: str, typed: str, date: int) -> None:
        work = partial(
            events.note, kind=events.TYPED, date=date, actor=by, case_id=case_id, about=typed
        )
        await self._change(work)

    async def exposure(self, staff: str, *, since: int) -> Exposure:
        return await self._ask(partial(caseload.exposure, staff=staff, since=since))

    async def appeal(self, appeal_id: int) -> Appeal | None:
        return await self._ask(partial(appeals.blind_appeal, appeal_id=appeal_id))
