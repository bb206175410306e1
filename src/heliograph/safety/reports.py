"""What people say about something: who, what of, under which heading."""

import enum

import msgspec

from heliograph.safety.subjects import Locator, Subject

COMMENT_LENGTH_MAX = 5_000
"""UTF-16 units; Telegram's clients stop at 512, a notice under the DSA explains itself."""

RECEIPT_BYTES = 16
"""128 bits nobody guesses."""


ACTED = "acted"
LEFT = "left"
"""What became of a case: something was done, or nothing was found against it."""


class Way(enum.StrEnum):
    """How a report came in."""

    IN_APP = "in_app"
    NOTICE = "notice"
    TRUSTED_FLAGGER = "trusted_flagger"
    VICTIM = "victim"
    AUTHORITY = "authority"
    DETECTOR = "detector"


class Notifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who gave notice without an account; kept sealed."""

    name: str = ""
    mail: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of one or several things at once, under one receipt.

    `reporter_id` is an account, 0 for nobody's. `category` and `keyword` are codes of the taxonomy.
    `receipt` is drawn by whoever takes it in, and shown to the reporter alone.
    """

    way: Way
    about: tuple[Locator, ...]
    category: str
    keyword: str = ""
    comment: str = ""
    reporter_id: int = 0
    notifier: Notifier | None = None
    language: str = ""
    receipt: str
    date: int


class TakenSubject(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a report: its case, and whether the reporter counted there already."""

    subject: Subject
    case_id: int
    repeated: bool = False


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it was taken: what was pointed at and is not there is left out."""

    receipt: str
    subjects: tuple[TakenSubject, ...]


class ReportStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody with a receipt is told: when it came, of what kind, and what became of it.

    `outcome` is empty while the case is open, then `ACTED` or `LEFT`; `puid` names the decision.
    `hidden_until` is until when it is hidden unless a person decides before, 0 where it is not.
    """

    receipt: str
    way: Way
    category: str
    date: int
    case_id: int
    outcome: str = ""
    puid: str = ""
    reporter_id: int = 0
    hidden_until: int = 0
