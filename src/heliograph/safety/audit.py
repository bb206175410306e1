"""What is entered of a decision into the public log, and what of it stays with the affected."""

from typing import Any

import msgspec

from heliograph.safety.decisions import Decision
from heliograph.safety.log.entries import SURFACE_CLASSES, LogEntry, canonical, day_of
from heliograph.safety.reports import Report, Way
from heliograph.safety.statements import Document, classes
from heliograph.safety.subjects import Subject


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf to enter, with the salt and the private record that it is bound to."""

    puid: str
    entry: LogEntry
    salt: bytes
    record: bytes


def log_notice(report: Report, subject: Subject, *, salt: bytes, terms: str) -> Logged:
    """A report or a notice came in: one, of however many things it is. Its receipt is its name, so
    that whoever reported can show that it is in the log."""
    record = {
        "puid": report.receipt,
        "event": "notice",
        "date": report.date,
        "keyword": report.keyword,
    }
    entry = LogEntry(
        event="notice",
        day=day_of(report.date),
        category=report.category,
        source=str(report.way),
        surface=SURFACE_CLASSES[str(subject.surface)],
        terms=terms,
    )
    return Logged(puid=report.receipt, entry=entry, salt=salt, record=canonical(record))


def log_decision(
    decision: Decision, document: Document, *, way: Way, salt: bytes, terms: str
) -> Logged:
    """A decision was made and stated; one that holds only until a person decides is called so."""
    event = "provisional" if decision.provisional else "decision"
    return _logged(decision, event, decision.date, way, salt, terms, {"statement": document})


def log_complaint(decision: Decision, *, date: int, salt: bytes) -> Logged:
    """Whom a decision affects has complained of it."""
    return _logged(decision, "appeal", date, None, salt, "", {})


def log_reporter_complaint(
    decision: Decision | None, *, puid: str, date: int, salt: bytes
) -> Logged:
    """Who reported has complained of what became of it, without a decision where nothing was
    found; under a name of its own, as each of them may."""
    if decision is not None:
        return msgspec.structs.replace(log_complaint(decision, date=date, salt=salt), puid=puid)
    entry = LogEntry(event="appeal", day=day_of(date))
    record = {"puid": puid, "event": "appeal", "date": date}
    return Logged(puid=puid, entry=entry, salt=salt, record=canonical(record))


def log_ended(decision: Decision, *, date: int, salt: bytes) -> Logged:
    """What was done provisionally holds no longer."""
    return _logged(decision, "measure_ended", date, None, salt, "", {})


def log_delivered(decision: Decision, *, date: int, salt: bytes) -> Logged:
    """The statement of a decision was put before whom it affects."""
    return _logged(decision, "statement_delivered", date, None, salt, "", {})


def log_appeal(decision: Decision, *, reversed_: bool, date: int, salt: bytes) -> Logged:
    """An appeal left a decision standing, or took it back; linked by the same puid."""
    event = "reversal" if reversed_ else "appeal_upheld"
    return _logged(decision, event, date, None, salt, "", {})


def log_closed(puid: str, *, case_id: int, date: int, salt: bytes) -> Logged:
    """A case was closed without any measure."""
    record = {"puid": puid, "event": "decision", "date": date, "case": case_id}
    entry = LogEntry(event="decision", day=day_of(date))
    return Logged(puid=puid, entry=entry, salt=salt, record=canonical(record))


def _logged(
    decision: Decision,
    event: str,
    date: int,
    way: Way | None,
    salt: bytes,
    terms: str,
    more: dict[str, Any],
) -> Logged:
    record = {"puid": decision.puid, "event": event, "date": date, **more}
    entry = LogEntry(
        event=event,
        day=day_of(date),
        category=decision.category,
        measures=classes(decision.measures),
        ground=str(decision.ground),
        automation=str(decision.automation),
        source="" if way is None else str(way),
        surface=SURFACE_CLASSES[str(decision.subject.surface)],
        terms=terms,
    )
    return Logged(puid=decision.puid, entry=entry, salt=salt, record=canonical(record))
