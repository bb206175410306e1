"""What takes two people: one proposes, and a second one, who is another, agrees."""

import enum
from collections.abc import Collection, Mapping

import msgspec

from heliograph.safety.decisions import OF_ACCOUNTS, MeasureKind
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.roles import Act, Role, may

REASON_LENGTH_MAX = 2_000
PROPOSAL_S = 7 * 86_400
"""Nobody agrees to what was seen longer ago: things have changed."""


class ProposalKind(enum.StrEnum):
    """What is proposed."""

    END = "end"
    EXPORT = "export"
    BULK = "bulk"
    STAFF = "staff"


class ProposalState(enum.StrEnum):
    """What became of it. `OVERTAKEN` is for one whose case was decided otherwise, or whose
    proposer was removed or has not the role any more."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for a second person, or did. `document` is what would be done, as JSON,
    which nobody changes; `members` how many people it is about."""

    id: int
    kind: ProposalKind
    case_id: int
    document: bytes
    reason: str
    members: int
    proposed_by: str
    date: int
    state: ProposalState = ProposalState.OPEN
    second_by: str = ""
    ended: int = 0
    solo: bool = False

    @property
    def until(self) -> int:
        """Until when somebody may agree."""
        return self.date + PROPOSAL_S


def needed(measures: Collection[MeasureKind]) -> Act:
    """The act that somebody's role must have to decide on these measures."""
    return Act.SUSPEND if OF_ACCOUNTS & set(measures) else Act.DECIDE


_PROPOSES: Mapping[ProposalKind, Act] = {
    ProposalKind.END: Act.SUSPEND,
    ProposalKind.EXPORT: Act.PROPOSE,
    ProposalKind.BULK: Act.PROPOSE,
    ProposalKind.STAFF: Act.MANAGE_STAFF,
}
"""What whoever proposes it may do."""


def seconds(kind: ProposalKind) -> Act:
    """What whoever agrees may do: to cases a senior, to who is of the staff another admin."""
    return Act.MANAGE_STAFF if kind is ProposalKind.STAFF else Act.SECOND


def takes_two(kind: ProposalKind, measures: Collection[MeasureKind] = ()) -> bool:
    """Whether one person may not do it alone. Taking evidence out, acting on many and changing who
    is of the staff never; of decisions those that end an account or a channel, however few read
    it."""
    return kind is not ProposalKind.END or MeasureKind.TERMINATE in measures


def proposing(kind: ProposalKind) -> Act:
    """The act that whoever proposes it has the role for, until it is agreed to."""
    return _PROPOSES[kind]


def check_proposal(kind: ProposalKind, *, reason: str, roles: Collection[Role]) -> None:
    """Whether somebody may propose it. Raises SafetyRefused."""
    if not may(roles, proposing(kind)):
        raise SafetyRefused("your role does not include this")
    if not len(reason.strip()) > 0 or len(reason) > REASON_LENGTH_MAX:
        raise SafetyRefused(f"say why, in up to {REASON_LENGTH_MAX} characters")


def check_second(
    pending: Pending, *, by: str, roles: Collection[Role], solo: bool, now: int
) -> None:
    """Whether somebody may agree to it now. Raises SafetyRefused."""
    if pending.state is not ProposalState.OPEN:
        raise SafetyRefused(f"it was {pending.state} already")
    if now >= pending.until:
        raise SafetyRefused("nobody agreed within seven days: propose it anew")
    if not may(roles, seconds(pending.kind)):
        raise SafetyRefused("your role does not include this")
    if by == pending.proposed_by and not solo:
        raise SafetyRefused("the second person is another one")


def check_withdrawal(pending: Pending, *, by: str) -> None:
    """Whether somebody may take it back. Raises SafetyRefused."""
    if pending.state is not ProposalState.OPEN:
        raise SafetyRefused(f"it was {pending.state} already")
    if by != pending.proposed_by:
        raise SafetyRefused("only who proposed it takes it back; others decline")
