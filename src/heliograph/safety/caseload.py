"""What staff look through: the inbox by clock, and all that is known of one case."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from heliograph.safety.appeals import Appeal, Outcome
from heliograph.safety.cases import Case
from heliograph.safety.decisions import Decision, MeasureKind
from heliograph.safety.matters import Matter
from heliograph.safety.priority import Reporter
from heliograph.safety.reports import Way
from heliograph.safety.taxonomy import CHILD_ABUSE

REPORTS_SHOWN = 50
"""Of one case; the rest add to its weight and say the same."""

COUNTED_MAX = 1_000
"""Beyond so many cases nobody needs to know how many there are."""


class Sieve(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases somebody wants to see; what is left empty holds nothing back.

    `assignee` is whose they are: a name, "" for nobody's, None for everybody's. `due_before` is
    a Unix time, 0 for none.
    """

    decided: bool = False
    category: str = ""
    surface: str = ""
    assignee: str | None = None
    due_before: int = 0


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many open cases there are, each at most `COUNTED_MAX` and one."""

    open: int
    overdue: int
    mine: int
    free: int
    appeals: int


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A report as staff read it. `reporter` is how right they were before, None for who has no
    account; `reporter_id` is 0 unless it was asked for."""

    way: Way
    category: str
    keyword: str
    comment: str
    date: int
    weight: int
    doubtful: bool
    reporter: Reporter | None = None
    reporter_id: int = 0


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A decision against the same person, and what became of a complaint about it; `blind` as in
    `CaseFile`."""

    puid: str
    case_id: int
    date: int
    category: str
    keyword: str
    measures: tuple[MeasureKind, ...]
    ends: int
    decided_by: str
    appeal: Outcome = Outcome.OPEN
    blind: bool = False


class Sibling(msgspec.Struct, frozen=True, kw_only=True):
    """Another case about the same thing; `decided` is None while it is open."""

    id: int
    opened: int
    decided: int | None
    puid: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """That something is kept of what was reported; not what."""

    id: int
    taken: int
    expires: int


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done about a case, by whom (empty for nobody of the staff)."""

    date: int
    kind: str
    actor: str
    about: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What an account, group or channel calls itself."""

    name: str = ""
    username: str = ""


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that staff are shown of a case before they ask for what was reported.

    `blind` says that somebody is to look at it anew who has not written down a view yet: what was
    decided is not for them. `sealed` says that nobody is shown what was reported, `suspected` that
    its files are covered until somebody found what they are; `told` as in `matters.Matter`;
    `provisional` is what holds until somebody decides.
    """

    case: Case
    way: Way
    named: Named
    told: tuple[int | None, ...]
    sealed: bool
    suspected: bool
    reports: Sequence[Said]
    earlier: Sequence[Earlier]
    siblings: Sequence[Sibling]
    kept: Sequence[Kept]
    events: Sequence[Happened]
    provisional: Decision | None = None
    decided_by: str = ""
    puid: str = ""
    blind: bool = False


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """How often somebody looked since a day began: at evidence, and at its pictures and films."""

    evidence: int = 0
    media: int = 0


def is_suspected(case: Case) -> bool:
    """Whether the gravest that is said of a case is that it is abuse of children."""
    return case.keyword in CHILD_ABUSE


class CaseloadOperations(Protocol):
    """What the console's screens ask for, each in one question."""

    async def sift(
        self, sieve: Sieve, *, after: tuple[int, int] | None = None, limit: int
    ) -> Sequence[tuple[Case, Named]]:
        """Cases that pass, the most urgent first, decided ones the last decided first; `after` is
        what `place_in` says of the last one seen."""
        ...

    async def cases_named(self, case_ids: Sequence[int]) -> Sequence[tuple[Case, Named]]:
        """Cases that are there, in the order that is given, each with what it is about called
        as it calls itself."""
        ...

    async def counts(self, *, staff: str, now: int) -> Counts: ...

    async def case_file(
        self, case_id: int, *, with_reporters: bool = False, now: int
    ) -> CaseFile | None: ...

    async def matter(self, case_id: int, *, now: int) -> Matter:
        """What a decision would be made on. NothingThere, SafetyRefused if it is decided."""
        ...

    async def take_case(self, case_id: int, *, by: str, over: bool = False, date: int) -> None:
        """Have a case be somebody's; `over` takes it from whoever has it. May be repeated.
        NothingThere, SafetyRefused if it is another's or decided."""
        ...

    async def leave_case(self, case_id: int, *, by: str, date: int) -> None:
        """Give one's case back to all; does nothing to another's."""
        ...

    async def note_shown(self, case_id: int, *, reader: str, what: str, date: int) -> None:
        """Note that somebody is about to see a picture or a film of what was reported."""
        ...

    async def note_typed(self, case_id: int, *, by: str, typed: str, date: int) -> None:
        """Note that somebody is about to do something by the command line; 0 for no case."""
        ...

    async def exposure(self, staff: str, *, since: int) -> Exposure: ...

    async def appeal(self, appeal_id: int) -> Appeal | None:
        """One appeal, blind as in `open_appeals`."""
        ...


def place_in(sieve: Sieve, case: Case, *, decided: int = 0) -> tuple[int, int]:
    """Where a case stands in what is listed."""
    return (-decided if sieve.decided else case.place, case.id)
