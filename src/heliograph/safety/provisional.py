"""Hiding what a victim points at until a person has looked: by a program, so only within bounds.

A program takes no one's word for more than three days, never where many look, and once a post.
Whatever it may not hide comes before a person all the same.
"""

import enum

import msgspec

from heliograph.safety.decisions import Automation, Ground, MeasureKind, Proposal
from heliograph.safety.priority import DAY_S, HOUR_S
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.safety.taxonomy import INTIMATE_IMAGES, Reason

LASTS_S = 3 * DAY_S
"""Unless a person decides before."""

PROGRAM = "the program"
"""Who decided, where nobody did."""

CLAUSE = "Intimate images without consent: hidden for a time when somebody shown in one asks for it"
FACTS = (
    "Somebody asked for it who says that the post shows an intimate image of them, real or made by"
    " a program, without their consent. Nobody has looked at it yet; a person does, and decides."
)
"""In English in the statement of reasons; its author reads it in their language."""

_PUBLIC = frozenset({Surface.PUBLIC_CHANNEL, Surface.PUBLIC_GROUP})
_HEAD_START_S = 60 * DAY_S
"""More than the gravest harm that everybody reports is given."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """How much a program hides by itself: before how many people at most, and how often a day of
    one channel or group; as often it has a person look there before all else. By default nothing.
    """

    reach_max: int = 0
    of_target_per_day: int = 0


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is known when a victim asks. `before` is whether the same was hidden for somebody
    already, `of_target` how often something of the channel or group was within a day, and
    `urgent` how many of its posts wait at the head of the inbox; `pictured` whether there is a
    picture or film in it, `spent` whether whoever asks has had their share."""

    before: bool = False
    of_target: int = 0
    urgent: int = 0
    pictured: bool = True
    spent: bool = False


class Withheld(enum.StrEnum):
    """Why a person looks first."""

    ELSEWHERE = "elsewhere"
    OTHER_REASON = "other_reason"
    NO_PICTURE = "no_picture"
    BEFORE = "before"
    ADDRESS = "address"
    TARGET = "target"
    REACH = "reach"


class ReviewFirst(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is hidden. `urgent` puts the case at the head of the inbox."""

    why: Withheld
    urgent: bool = False


def review_first(
    subject: Subject, reason: Reason, asked: Asked, bounds: Bounds
) -> ReviewFirst | None:
    """Whether a person has to look before anything is hidden, and why; None if not."""
    rules = (
        (Withheld.ELSEWHERE, subject.kind is SubjectKind.MESSAGE and subject.surface in _PUBLIC),
        (Withheld.OTHER_REASON, reason.keyword in INTIMATE_IMAGES),
        (Withheld.NO_PICTURE, asked.pictured),
        (Withheld.BEFORE, not asked.before),
        (Withheld.ADDRESS, not asked.spent),
        (Withheld.TARGET, asked.of_target < bounds.of_target_per_day),
        (Withheld.REACH, subject.reach <= bounds.reach_max),
    )
    why = next((why for why, holds in rules if not holds), None)
    if why is None:
        return None
    # Only what is withheld for being seen by many: whoever asks too often gains nothing by it.
    urgent = why is Withheld.REACH and asked.urgent < bounds.of_target_per_day
    return ReviewFirst(why=why, urgent=urgent)


def propose(case_id: int, reason: Reason, *, now: int) -> Proposal:
    """What the program decides of a case."""
    return Proposal(
        case_id=case_id,
        ground=Ground.TERMS,
        clause=CLAUSE,
        category=reason.category,
        keyword=reason.keyword,
        facts=FACTS,
        measures=(MeasureKind.HIDE,),
        ends=now + LASTS_S,
        automation=Automation.FULL,
        decided_by=PROGRAM,
    )


def head_of_inbox(now: int) -> tuple[int, int]:
    """The place before all that is not as urgent, and until when to decide (Unix seconds)."""
    return now - _HEAD_START_S, now + HOUR_S


def is_at_head(now: int) -> int:
    """Cases with a place below this are at the head of the inbox."""
    return now - _HEAD_START_S // 2
