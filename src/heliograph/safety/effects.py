"""What remains to be done of a decision: at least once, and each may be repeated."""

import enum
from collections.abc import Sequence

import msgspec

from heliograph.safety.decisions import (
    MARKS,
    OF_ACCOUNTS,
    OF_SIGHT,
    OF_SPEAKERS,
    RETURNING,
    Decision,
    MeasureKind,
    befallen,
)
from heliograph.safety.subjects import SubjectKind

RETRY_S = 60
"""After a failure; twice as long each time, up to `RETRY_MOST_S`."""

RETRY_MOST_S = 6 * 3_600

_SILENT_TRIES = 6
"""About an hour, in which giving back what was taken is tried again before anybody is told."""


class Act(enum.StrEnum):
    """What is done: a measure begins or ends, somebody is told."""

    BEGIN = "begin"
    END = "end"
    TELL_AFFECTED = "tell_affected"
    TELL_REPORTERS = "tell_reporters"
    TELL_REVERSAL = "tell_reversal"


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is due; `kind` is the measure that begins or ends, None for who is told."""

    id: int
    act: Act
    kind: MeasureKind | None
    decision: Decision
    attempts: int = 0


class Planned(msgspec.Struct, frozen=True):
    """An effect to queue, and when it is due (Unix seconds)."""

    act: Act
    kind: MeasureKind | None
    due: int


class Restriction(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for somebody by now; `until` is 0 for what does not end by itself."""

    kind: MeasureKind
    peer_id: int
    puid: str
    since: int
    until: int


STANDING = MARKS | OF_SPEAKERS | OF_SIGHT
"""What stands in the row of an account or channel, where everything that shows or asks it looks."""

HELD = STANDING | OF_ACCOUNTS
"""What somebody stands under until it ends."""

REVERSIBLE = HELD | OF_SIGHT
"""What ends by doing something; of what is removed it depends on the part."""


def returns(kind: MeasureKind, decision: Decision) -> bool:
    """Whether what a measure did is undone when it ends."""
    return kind in REVERSIBLE or (kind is MeasureKind.REMOVE and decision.part in RETURNING)


def plan(decision: Decision) -> Sequence[Planned]:
    """What a decision brings with it."""
    planned = [
        Planned(Act.BEGIN, kind, decision.date)
        for kind in decision.measures
        if kind is not MeasureKind.WARN
    ]
    if decision.ends:
        planned += [
            Planned(Act.END, kind, decision.ends)
            for kind in decision.measures
            if returns(kind, decision)
        ]
    if decision.subject.affected_id > 0:
        tell = Planned(Act.TELL_AFFECTED, None, decision.date)
        # Whoever is shut out reads nothing any more: they are told before.
        planned.insert(0 if MeasureKind.TERMINATE in decision.measures else len(planned), tell)
    if not decision.provisional:
        planned.append(Planned(Act.TELL_REPORTERS, None, decision.date))
    return planned


def plan_end(decision: Decision, *, now: int) -> Sequence[Planned]:
    """What ends as soon as something else is decided; a second later, so that what is taken away
    is not seen in between."""
    return [
        Planned(Act.END, kind, now + 1) for kind in decision.measures if returns(kind, decision)
    ]


def plan_reversal(decision: Decision, *, now: int) -> Sequence[Planned]:
    """What taking a decision back brings with it."""
    planned = [Planned(Act.END, kind, now) for kind in decision.measures if returns(kind, decision)]
    if decision.subject.affected_id > 0:
        planned.append(Planned(Act.TELL_REVERSAL, None, now))
    return planned


def held(decision: Decision) -> Sequence[tuple[MeasureKind, int]]:
    """What holds from the decision on until it ends, each with whom it holds for."""
    of_message = decision.subject.kind is SubjectKind.MESSAGE
    return [
        (kind, befallen(kind, decision.subject))
        for kind in decision.measures
        # What limits a message stands beside that.
        if kind in HELD and not (of_message and kind in OF_SIGHT)
    ]


def tells_that_it_waits(effect: Effect) -> bool:
    """Whether somebody is told by now that a decision is taken back, and that not all that it did
    is undone yet: whoever hears nothing for longer thinks that nothing came of their complaint."""
    return effect.attempts >= _SILENT_TRIES


def retry_outcome_at(*, closed: int, now: int) -> int:
    """When to try again to tell of a closed case: after as long again as it has been closed."""
    return now + min(max(now - closed, RETRY_S), RETRY_MOST_S)


def retry_at(effect: Effect, *, now: int) -> int:
    """When to try again what failed."""
    return letter_retry_at(effect.attempts, now=now)


def letter_retry_at(attempts: int, *, now: int) -> int:
    """When to try again what failed so often before."""
    return now + min(RETRY_S << min(attempts, 16), RETRY_MOST_S)
