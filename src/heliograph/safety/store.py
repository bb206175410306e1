"""What trust and safety keeps, as it needs it: reports and evidence, cases, decisions."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.files import EncryptedFile
from heliograph.domain.message_changes import Deleted, Edited
from heliograph.safety.appeals import Aftermath, Appeal, Complaint, Outcome
from heliograph.safety.audit import Logged
from heliograph.safety.caseload import CaseloadOperations
from heliograph.safety.cases import Case
from heliograph.safety.decisions import Counted, Decision, MeasureKind, Part
from heliograph.safety.effects import Effect, Restriction
from heliograph.safety.evidence import Evidence, SealedCopy, ToCopy
from heliograph.safety.letters import Letter
from heliograph.safety.matters import Compose, ComposeHiding, Made, Statement
from heliograph.safety.provisional import ReviewFirst
from heliograph.safety.reports import Report, ReportStanding, Taken
from heliograph.safety.sealing import Seal
from heliograph.safety.subjects import Subject


class ReportOperations(Protocol):
    """Reports, the cases they gather in, and what is kept of what was reported."""

    async def take_report(
        self,
        report: Report,
        *,
        evidence_keep_s: int,
        log: Callable[[Subject], Logged] | None = None,
    ) -> Taken:
        """Gather a report in the open case of each thing it is about, opening one where none is.

        What the thing says and shows is read in the same transaction, as whoever reports may see
        it, and kept sealed for `evidence_keep_s`: once a case, and again if it was edited since.
        Nothing is kept of what is end-to-end encrypted. Somebody with an account counts once in a
        case, however often they report, and `log` says what is logged of it, by the first thing
        that it is about. Raises NothingThere if nothing of it is there for them.
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
        self, case_id: int, *, reader: str, reason: str, classifying: bool = False, date: int
    ) -> Sequence[Evidence]:
        """What is kept for a case, the oldest first, as `evidence.as_shown` has it. That it was
        read is noted before it is. SafetyRefused for what was decided to be abuse of a child:
        nobody is shown it."""
        ...

    async def evidence_to_copy(self, *, at_most: int) -> Sequence[ToCopy]:
        """Files of evidence that lie where they were until they are copied, the oldest first."""
        ...

    def seal_file(self, kept_id: int, content: bytes) -> bytes:
        """A file's content under the key of evidence; opens as nothing else."""
        ...

    def open_file(self, kept_id: int, sealed: bytes) -> bytes:
        """What `seal_file` sealed."""
        ...

    async def keep_copy(self, kept_id: int, copy: EncryptedFile) -> None:
        """Have a sealed copy, whose blob is there, stand for the file; that one may go then."""
        ...

    async def share_copy(self, kept_id: int) -> bool:
        """Have a copy of the same content stand for the file that is kept already; gives whether
        there is one."""
        ...

    async def leave_uncopied(self, kept_id: int) -> None:
        """Have the hash stand for the file."""
        ...

    async def evidence_copy(
        self, kept_id: int, *, reader: str, reason: str, classifying: bool = False, date: int
    ) -> SealedCopy:
        """The sealed copy of a file. That it was read is noted before it is.
        NothingThere; SafetyRefused for what is sealed, as `sealing.is_shown` says."""
        ...

    async def seal(self, case_id: int, kept_id: int, *, now: int) -> Seal:
        """How far a file that is kept for a case is closed by now; 0 for one that was kept before
        each had a number of its own. NothingThere."""
        ...

    async def classify(self, kept_id: int, *, abuse: bool, by: str, reason: str, date: int) -> None:
        """Note what somebody found of a file, for each that has its content, by now or later.
        NothingThere, SafetyRefused."""
        ...


class DecisionOperations(Protocol):
    """Decisions, their statements, and what remains to be done of them."""

    async def decide(
        self, case_id: int, *, compose: Compose, now: int, evidence_keep_s: int
    ) -> Made:
        """Decide an open case: decision, statement, effects to come and log entry, all or none.

        Of what it takes from everybody, each public post that shows the same file gets a case of
        its own; what of these is evidence is kept for `evidence_keep_s`.
        NothingThere, or SafetyRefused if it is decided already or `compose` refuses.
        """
        ...

    async def hide_provisionally(
        self, case_id: int, *, compose: ComposeHiding, now: int
    ) -> Made | ReviewFirst:
        """Decide to hide what an open case is about until a person has looked, or have one look
        first: nothing is left half done, and the case stays open. Refusals as for `decide`."""
        ...

    async def close_case(
        self,
        case_id: int,
        *,
        by: str,
        logged: Logged,
        log: Callable[[Decision], Logged],
        date: int,
    ) -> None:
        """Close an open case in which nothing was found; what was hidden until then comes back at
        once, and `log` says what is logged of that. Refusals as for `decide`."""
        ...

    async def decisions_counted(self, begun: int, ended: int) -> Sequence[Counted]:
        """How often it was decided from a time up to another, by heading; what a program did until
        a person looks is no decision of these."""
        ...

    async def decision(self, puid: str) -> Decision | None: ...

    async def statement(self, puid: str) -> Statement | None: ...

    async def restrictions(self, kind: MeasureKind, *, peer_id: int = 0) -> Sequence[Restriction]:
        """All that hold by now, of one kind; for a peer alone, or for everybody."""
        ...

    async def held_by(self, puid: str, kind: MeasureKind) -> Sequence[int]:
        """Who stands under a measure of a decision by now: whom it names, and their bots."""
        ...

    async def reporters(self, case_id: int) -> Sequence[tuple[int, str]]:
        """The accounts that reported in a case, each with their receipt."""
        ...

    async def closed_untold(self, *, now: int, at_most: int) -> Sequence[tuple[int, int]]:
        """Cases in which nothing was found, each with when it was closed, of which those who
        reported are to be told by now."""
        ...

    async def tell_closed(self, case_id: int, *, due: int | None) -> None:
        """Have them told at a time, None for once they were."""
        ...

    async def due_effects(self, *, now: int, at_most: int) -> Sequence[Effect]:
        """What is to be done by now, the longest due first."""
        ...

    async def effect_done(
        self, effect: Effect, *, delivered: Logged | None = None, date: int
    ) -> None:
        """Note that it was done; what it ended holds no longer. `delivered` is logged of a
        statement that somebody was there to read. May be repeated."""
        ...

    async def lift(self, effect: Effect, *, date: int) -> None:
        """End what holds by a measure, before it is told; `effect_done` notes that it was. May be
        repeated."""
        ...

    async def effect_failed(self, effect: Effect, *, due: int) -> None:
        """Try again at a time."""
        ...

    async def take_part(self, effect: Effect, *, date: int) -> tuple[Edited, ...]:
        """Remove a part of something, or give it back where that ends, and note that it is done;
        gives the messages that are shown otherwise. May be repeated."""
        ...

    async def unreturned(self, puid: str) -> Sequence[Part]:
        """Parts that a decision took and that did not return when it ended."""
        ...

    async def is_ending(self, puid: str) -> bool:
        """Whether some of what a decision did is still to be undone."""
        ...

    async def remove_message(self, effect: Effect, *, date: int) -> tuple[Deleted | Edited, ...]:
        """Take the message that was decided on from everybody who has it, and what answers quote of
        it; and note that it is done. May be repeated: what is gone is gone."""
        ...

    async def retell(self, effect: Effect, *, date: int) -> tuple[Edited, ...]:
        """Have the newest posts of a channel stand in its log as they are shown by now; gives them.
        May be repeated."""
        ...

    async def hold_message(
        self, effect: Effect, *, ended: Logged | None = None, date: int
    ) -> tuple[Edited, ...]:
        """Have a measure hold of a message from now on, or no longer, as the effect says; and note
        that it is done, `ended` in the log. Gives how it stands in each mailbox that has it, and
        what quotes it; nothing where nothing changed. May be repeated."""
        ...


class AppealOperations(Protocol):
    """Complaints about decisions."""

    async def appeal_decision(
        self, puid: str, *, argument: str, log: Callable[[Decision], Logged], date: int
    ) -> int:
        """The affected person complains, and the log says so; gives the appeal's number.
        NothingThere, SafetyRefused."""
        ...

    async def appeal_outcome(
        self,
        receipt: str,
        *,
        argument: str,
        log: Callable[[Decision | None], Logged] | None = None,
        date: int,
    ) -> int:
        """Who reported complains of what became of it; as `appeal_decision`, without a decision
        where nothing was found."""
        ...

    async def aftermath(self, puid: str) -> Aftermath:
        """What became of a decision since."""
        ...

    async def complaints(self, receipt: str) -> Sequence[Complaint]:
        """What became of the complaints of who reported, the oldest first."""
        ...

    async def open_appeals(self, *, limit: int) -> Sequence[Appeal]:
        """Those that wait, the oldest first, blind to the first reasoning."""
        ...

    async def write_view(self, appeal_id: int, *, reviewer: str, view: str, date: int) -> Appeal:
        """Note what a reviewer thinks before they see the first reasoning, and give it to them.
        SafetyRefused for who decided."""
        ...

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
        """Leave a decision standing or take it back: what it brought ends, whoever it affects is
        told, and the log says so, together. SafetyRefused unless the reviewer wrote a view."""
        ...


class LetterOperations(Protocol):
    """What is yet to be said to those who reported or complained; erasing what was logged."""

    async def due_letters(self, *, now: int, at_most: int) -> Sequence[Letter]:
        """What is to be said by now, the longest due first."""
        ...

    async def letter_said(self, name: str) -> None:
        """Note that it was. May be repeated."""
        ...

    async def letter_failed(self, name: str, *, due: int) -> None:
        """Try again at a time."""
        ...

    async def erase_logged(self, puid: str, *, by: str, date: int) -> int:
        """Delete what the public log's entries of a decision are about, and note who did: the
        entries stay and say nothing of anybody. Gives how many; NothingThere for none."""
        ...


class SafetyStore(
    ReportOperations,
    DecisionOperations,
    AppealOperations,
    CaseloadOperations,
    LetterOperations,
    Protocol,
):
    """Everything that trust and safety keeps; on the same database and writer as `Store`."""
