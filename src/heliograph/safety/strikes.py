"""What was decided before counts: warned first, then held back, then suspended; and who reports
what is nothing, again and again, is warned and then not heard for a time.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj#art_23
"""

from collections.abc import Iterable

import msgspec

from heliograph.safety.decisions import OF_ACCOUNTS, History, MeasureKind
from heliograph.safety.priority import DAY_S

WINDOW_S = 365 * DAY_S
"""For how long a decision counts against whom it affected."""

READ_WITHIN_S = DAY_S
"""From being told of a decision on, after which it counts: who looks once a day has seen it by
then, and what they did meanwhile they did not do in spite of a warning."""

_HELD_BACK_FROM, _SUSPENDED_FROM, _ENDED_FROM = 1, 2, 3
"""From how many strikes on such a measure is proposed."""

_HOLDING_BACK = frozenset({MeasureKind.SLOW, MeasureKind.READ_ONLY})

OFTEN_WRONG = 5
"""So many reports in which nothing was found, and four for each that was right."""

_WRONG_TO_RIGHT = 4

MORE_WRONG = 3
"""So many after the warning, and they are not heard."""

UNHEARD_S = 30 * DAY_S


class Reporting(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody's reports ended; `warned` is how many were wrong when they were warned, 0 until
    then, and up to `unheard_until` theirs weigh nothing."""

    upheld: int = 0
    rejected: int = 0
    warned: int = 0
    unheard_until: int = 0


def history_of(
    told: Iterable[int | None], *, now: int, read_within_s: int = READ_WITHIN_S
) -> History:
    """What counts of decisions of which somebody was told at these times, None for not yet: a
    warning that could not be read warned nobody."""
    known = tuple(told)
    strikes = sum(date is not None and date + read_within_s <= now for date in known)
    return History(strikes=strikes, unread=len(known) - strikes)


def proposed(possible: tuple[MeasureKind, ...], history: History) -> tuple[MeasureKind, ...]:
    """Of what can be done, what fits what was decided before, the least intrusive first.

    It is a proposal: whoever decides may do more where the harm is grave, and less in any case.
    """
    return tuple(kind for kind in possible if history.strikes >= _from(kind))


def _from(kind: MeasureKind) -> int:
    if kind in _HOLDING_BACK:
        return _HELD_BACK_FROM
    if kind is MeasureKind.TERMINATE:
        return _ENDED_FROM
    return _SUSPENDED_FROM if kind in OF_ACCOUNTS else 0


def judged(before: Reporting, *, now: int) -> Reporting:
    """What follows for somebody in whose report, already counted, nothing was found."""
    if before.rejected < max(OFTEN_WRONG, _WRONG_TO_RIGHT * before.upheld):
        return before
    if not before.warned:
        return msgspec.structs.replace(before, warned=before.rejected)
    if before.rejected - before.warned < MORE_WRONG:
        return before
    # Each three more in which nothing is found keep them from being heard anew.
    return msgspec.structs.replace(before, warned=before.rejected, unheard_until=now + UNHEARD_S)
