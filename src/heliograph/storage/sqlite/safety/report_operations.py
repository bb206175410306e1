"""The store's operations on reports, cases and evidence."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.files import EncryptedFile
from heliograph.safety.audit import Logged
from heliograph.safety.cases import Case
from heliograph.safety.evidence import Evidence, SealedCopy, ToCopy
from heliograph.safety.reports import Report, ReportStanding, Taken
from heliograph.safety.sealing import Seal
from heliograph.safety.subjects import Subject
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety import cases, evidence, reports, seals
from heliograph.storage.sqlite.sealing import Sealer

_FILE = b"safety evidence file"


class ReportOperations:
    """Implements `safety.store.ReportOperations`."""

    _ask: Ask
    _change: Change
    _sealer: Sealer

    async def take_report(
        self,
        report: Report,
        *,
        evidence_keep_s: int,
        log: Callable[[Subject], Logged] | None = None,
    ) -> Taken:
        work = partial(
            reports.take,
            report=report,
            sealer=self._sealer,
            evidence_keep_s=evidence_keep_s,
            log=log,
        )
        return await self._change(work, text=report.comment, erases=False)

    async def report_standing(self, receipt: str) -> ReportStanding | None:
        return await self._ask(partial(reports.standing, receipt=receipt))

    async def case(self, case_id: int) -> Case | None:
        return await self._ask(partial(cases.case, case_id=case_id))

    async def inbox(self, *, after: tuple[int, int] = cases.FIRST, limit: int) -> Sequence[Case]:
        return await self._ask(partial(cases.inbox, after=after, limit=limit))

    async def read_evidence(
        self, case_id: int, *, reader: str, reason: str, classifying: bool = False, date: int
    ) -> Sequence[Evidence]:
        work = partial(
            evidence.read,
            case_id=case_id,
            sealer=self._sealer,
            reader=reader,
            reason=reason,
            classifying=classifying,
            date=date,
        )
        return await self._change(work)

    async def evidence_to_copy(self, *, at_most: int) -> Sequence[ToCopy]:
        return await self._ask(partial(evidence.to_copy, at_most=at_most))

    def seal_file(self, kept_id: int, content: bytes) -> bytes:
        return self._sealer.seal(kept_id, content, kind=_FILE)

    def open_file(self, kept_id: int, sealed: bytes) -> bytes:
        return self._sealer.open(kept_id, sealed, kind=_FILE)

    async def keep_copy(self, kept_id: int, copy: EncryptedFile) -> None:
        await self._change(partial(evidence.keep_copy, kept_id=kept_id, copy=copy))

    async def share_copy(self, kept_id: int) -> bool:
        return await self._change(partial(evidence.share_copy, kept_id=kept_id))

    async def leave_uncopied(self, kept_id: int) -> None:
        await self._change(partial(evidence.leave_uncopied, kept_id=kept_id))

    async def evidence_copy(
        self, kept_id: int, *, reader: str, reason: str, classifying: bool = False, date: int
    ) -> SealedCopy:
        work = partial(
            evidence.copy_of,
            kept_id=kept_id,
            reader=reader,
            reason=reason,
            classifying=classifying,
            date=date,
        )
        return await self._change(work)

    async def seal(self, case_id: int, kept_id: int, *, now: int) -> Seal:
        return await self._ask(partial(seals.seal, case_id=case_id, kept_id=kept_id, now=now))

    async def classify(self, kept_id: int, *, abuse: bool, by: str, reason: str, date: int) -> None:
        work = partial(
            seals.classify, kept_id=kept_id, abuse=abuse, by=by, reason=reason, date=date
        )
        await self._change(work)
