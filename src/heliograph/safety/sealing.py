"""What of the evidence nobody, or hardly anybody, is shown: where it may be abuse of a child.

Three things are told apart. What somebody *says* covers files, and no words: whoever decides reads
those, so that nobody hides evidence by a report. What somebody with the role *found* of a file
holds for its content wherever it turns up, and no report changes it. What was *decided* of the
thing itself seals all that is kept of it.
"""

import enum

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.taxonomy import CHILD_ABUSE

REASON_LENGTH_MAX = 500


class Seal(enum.StrEnum):
    """How far a file is closed: to nobody, to all but who says what it is, to everybody."""

    OPEN = "open"
    SUSPECTED = "suspected"
    KNOWN = "known"


def says_abuse(keyword: str, *, weight: int) -> bool:
    """Whether a report covers the files of its case. One that weighs nothing does not: it is by
    somebody who was warned and went on to report what is nothing."""
    return keyword in CHILD_ABUSE and weight > 0


def seal_of(*, said: bool, found: bool | None) -> Seal:
    """The seal of a file: `said` of its case, `found` of its content, None for not yet."""
    if found is None:
        return Seal.SUSPECTED if said else Seal.OPEN
    return Seal.KNOWN if found else Seal.OPEN


def is_shown(seal: Seal, *, classifying: bool) -> bool:
    """Whether somebody is shown a file; `classifying` is who may say what it is."""
    return seal is Seal.OPEN or (seal is Seal.SUSPECTED and classifying)


def check_classifying(seal: Seal, *, cleared: bool = False, abuse: bool, reason: str) -> None:
    """Whether something may be said of a file; `cleared` is one that was found to be no abuse,
    which somebody may find to be wrong. SafetyRefused without a reason, where nobody says that it
    is abuse, and for taking back what is known."""
    if not reason.strip() or len(reason) > REASON_LENGTH_MAX:
        raise SafetyRefused(f"say why, in up to {REASON_LENGTH_MAX} characters")
    if seal is Seal.KNOWN and not abuse:
        raise SafetyRefused("known abuse stays sealed")
    if seal is Seal.OPEN and not (cleared and abuse):
        raise SafetyRefused("nobody says that it is abuse, or somebody found that it is not")
