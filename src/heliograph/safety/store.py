"""What trust and safety keeps, as it needs it: reports and evidence, cases, decisions."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.safety.cases import Case
from heliograph.safety.evidence import Evidence
from heliograph.safety.reports import Report, ReportStanding, Taken


class ReportOperations(Protocol):
    """Reports, the cases they gather in, and what is kept of what was reported."""

    async def take_report(self, report: Report, *, evidence_keep_s: int) -> Taken:
        """Gather a report in the open case of each thing it is about, opening one where none is.

        What the thing says and shows is read in the same transaction, as whoever reports may see
        it, and kept sealed for `evidence_keep_s`: once a case, and again if it was edited since.
        Nothing is kept of what is end-to-end encrypted. Somebody with an account counts once in a
        case, however often they report. Raises NothingThere if nothing of it is there for them.
        """
        ...

    async def report_standing(self, receipt: str) -> ReportStanding | None:
        """What somebody with a receipt may know; of several things, the last decided one's."""
        ...

    async def case(self, case_id: int) -> Case | None: ...

    async def inbox(self, *, after: tuple[int, int] = (-(2**62), 0), limit: int) -> Sequence[Case]:
        """Open cases, the most urgent first; `after` is place and id of the last one seen."""
        ...

    async def read_evidence(
        self, case_id: int, *, reader: str, reason: str, date: int
    ) -> Sequence[Evidence]:
        """What is kept for a case, the oldest first. That it was read is noted before it is."""
        ...

    async def forget_expired(self, *, now: int, at_most: int) -> int:
        """Drop evidence whose time is over; gives how much went."""
        ...


class SafetyStore(ReportOperations, Protocol):
    """Everything that trust and safety keeps; on the same database and writer as `Store`."""
