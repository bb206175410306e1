"""Cases: what is said about one subject, gathered for the person who decides."""

import enum

import msgspec

from heliograph.safety.subjects import Subject


class CaseState(enum.StrEnum):
    """Whether somebody still has to decide."""

    OPEN = "open"
    DECIDED = "decided"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A subject's reports as they stand.

    `category` and `keyword` are the gravest that was reported; `weight` what all reports weigh, in
    thousandths of one by somebody reliable; `due` and `clock` say until when to decide and why;
    `place` orders the inbox, the lowest first. `assignee` is a member of staff, empty for nobody.
    """

    id: int
    subject: Subject
    state: CaseState
    category: str
    keyword: str = ""
    reports: int
    weight: int
    priority: int
    opened: int
    due: int
    clock: str
    place: int
    assignee: str = ""
