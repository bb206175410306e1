"""Appeals: who may complain about a decision, and how somebody else looks at it anew."""

import enum

import msgspec

from heliograph.safety.decisions import APPEAL_S, Decision
from heliograph.safety.errors import SafetyRefused

ARGUMENT_LENGTH_MAX = 5_000


class Side(enum.StrEnum):
    """Who complains: whom the decision affects, or who reported."""

    AUTHOR = "author"
    REPORTER = "reporter"


class Outcome(enum.StrEnum):
    """What became of an appeal."""

    OPEN = ""
    UPHELD = "upheld"
    REVERSED = "reversed"


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint. `decision` is None where a case was closed without one, and while the reviewer
    has not written down a view: they look at the thing, not at what somebody thought of it.
    `deciders` are all who decided anything in the case, or closed it before."""

    id: int
    case_id: int
    side: Side
    appellant_id: int
    argument: str
    date: int
    deciders: tuple[str, ...]
    reviewer: str = ""
    view: str = ""
    outcome: Outcome = Outcome.OPEN
    reasons: str = ""
    decision: Decision | None = None


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an appeal, as whoever complained reads it. `puid` is of what they complain of,
    empty where a case was closed without a decision; `decided` when it ended, 0 while it waits."""

    case_id: int
    puid: str
    date: int
    outcome: Outcome = Outcome.OPEN
    reasons: str = ""
    decided: int = 0


class Aftermath(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a decision: the complaint of whom it affects, when it was taken back (0 for
    never), and whether another one has taken its place."""

    complaint: Complaint | None = None
    taken_back: int = 0
    superseded: bool = False


def check_appeal(argument: str, *, decided: int, now: int) -> None:
    """SafetyRefused unless there is an argument and it comes within six months."""
    if not argument.strip():
        raise SafetyRefused("say what is wrong with the decision")
    if len(argument) > ARGUMENT_LENGTH_MAX:
        raise SafetyRefused(f"an argument has at most {ARGUMENT_LENGTH_MAX} characters")
    if now > decided + APPEAL_S:
        raise SafetyRefused("a decision can be appealed for six months")


def check_reviewer(appeal: Appeal, reviewer: str) -> None:
    """SafetyRefused for who decided, and where somebody else reviews already."""
    if appeal.outcome is not Outcome.OPEN:
        raise SafetyRefused("the appeal is decided")
    if not reviewer or reviewer in appeal.deciders:
        raise SafetyRefused("who decided does not review")
    if appeal.reviewer not in ("", reviewer):
        raise SafetyRefused(f"{appeal.reviewer} reviews it")


def check_outcome(appeal: Appeal, reviewer: str, reasons: str) -> None:
    """SafetyRefused unless the reviewer wrote down a view before, and gives reasons."""
    check_reviewer(appeal, reviewer)
    if not appeal.view.strip() or appeal.reviewer != reviewer:
        raise SafetyRefused("write down your own view first")
    if not reasons.strip():
        raise SafetyRefused("the outcome of an appeal has reasons")


def blinded(appeal: Appeal) -> Appeal:
    """The appeal without the first reasoning, as long as no view is written."""
    return appeal if appeal.view else msgspec.structs.replace(appeal, decision=None)
