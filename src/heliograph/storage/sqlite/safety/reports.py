"""Taking reports in: each thing's case, who counts in it, what is kept."""

from collections.abc import Callable

import apsw
import msgspec

from heliograph.safety.audit import Logged
from heliograph.safety.cases import CaseState
from heliograph.safety.errors import NothingThere
from heliograph.safety.letters import GRACE_S, Letter, LetterKind, receipt_name
from heliograph.safety.priority import (
    CROWD_S,
    Heard,
    Reporter,
    believed,
    deadline,
    gravest,
    is_doubtful,
    rank,
    weigh,
)
from heliograph.safety.reports import (
    ACTED,
    LEFT,
    Report,
    ReportStanding,
    Taken,
    TakenSubject,
    Way,
)
from heliograph.safety.subjects import Subject
from heliograph.safety.surfaces import RULES
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.safety import cases, decisions, events, evidence, letters
from heliograph.storage.sqlite.safety.looking import Found, look
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("safety_reports")

_NOTIFIER = b"safety notifier"
_LOOKED_THROUGH = 200
"""Reports of a case; its place is never put back, so what was seen of the others counts as well."""

_SELF = (Way.DETECTOR, Way.AUTHORITY, Way.TRUSTED_FLAGGER)
"""Ways in that are nobody's of the crowd."""


def take(
    db: apsw.Connection,
    *,
    report: Report,
    sealer: Sealer,
    evidence_keep_s: int,
    log: Callable[[Subject], Logged] | None = None,
) -> Taken:
    """See `safety.store.ReportOperations.take_report`."""
    taken = []
    for locator in dict.fromkeys(report.about):
        found = look(db, report.reporter_id, locator)
        if found is None:
            continue
        one = _take(db, report, found, sealer)
        if found.snapshot is not None and RULES[found.subject.surface].kept_when_reported:
            expires = report.date + evidence_keep_s
            evidence.keep(
                db, one.case_id, found.snapshot, sealer, taken=report.date, expires=expires
            )
        taken.append(one)
    if not taken:
        raise NothingThere
    if all(one.repeated for one in taken):
        return Taken(receipt=_known_receipt(db, report, taken), subjects=tuple(taken))
    if log is not None:
        decisions.enter(db, log(taken[0].subject), date=report.date)
    if report.way is Way.IN_APP and report.reporter_id:
        letter = Letter(
            name=receipt_name(report.receipt),
            account_id=report.reporter_id,
            kind=LetterKind.RECEIVED,
            receipt=report.receipt,
            about=report.keyword or report.category,
        )
        letters.add(db, letter, due=report.date + GRACE_S)
    return Taken(receipt=report.receipt, subjects=tuple(taken))


def _known_receipt(db: apsw.Connection, report: Report, taken: list[TakenSubject]) -> str:
    """The receipt somebody has already who reported nothing new."""
    known = (taken[0].case_id, report.reporter_id)
    ((receipt,),) = rows.fetch(db, _SQL.receipt_of, known)
    return str(receipt)


def _take(db: apsw.Connection, report: Report, found: Found, sealer: Sealer) -> TakenSubject:
    subject = known_subject(db, found.subject)
    case_id = _open_case(db, report, subject)
    if report.reporter_id and rows.fetch(db, _SQL.receipt_of, (case_id, report.reporter_id)):
        return TakenSubject(subject=subject, case_id=case_id, repeated=True)
    reporter, doubtful = _weighed(db, report)
    crowd = rows.number(db, _SQL.crowd, (case_id, report.date - CROWD_S)) if doubtful else 0
    weight = weigh(reporter, crowd=crowd, now=report.date)
    notifier = None
    if report.notifier is not None:
        plain = msgspec.json.encode(report.notifier)
        notifier = sealer.seal(case_id, plain, kind=_NOTIFIER)
    said = (report.receipt, str(report.way), report.category, report.keyword, report.comment)
    by = (report.reporter_id or None, notifier, report.language, report.date)
    db.execute(_SQL.add_report, (case_id, *said, *by, weight, int(doubtful)))
    codes = {"category": report.category, "keyword": report.keyword}
    _rank_anew(db, case_id, subject, report, Heard(**codes, weight=weight, doubtful=doubtful))
    events.note(db, "reported", date=report.date, actor="", case_id=case_id, about=report.way)
    return TakenSubject(subject=subject, case_id=case_id)


def known_subject(db: apsw.Connection, subject: Subject) -> Subject:
    """The subject with its id; how many it reaches and whose it is are noted as they are now."""
    key = (str(subject.kind), subject.peer_id, subject.item_id, str(subject.surface))
    ((subject_id,),) = rows.fetch(db, _SQL.know_subject, (*key, subject.affected_id, subject.reach))
    return msgspec.structs.replace(subject, id=subject_id)


def _weighed(db: apsw.Connection, report: Report) -> tuple[Reporter, bool]:
    """Who reports, and whether they are taken for part of a crowd."""
    if report.way in _SELF:
        return Reporter(), False
    if not report.reporter_id:
        # Anybody may fill in the form any number of times.
        return Reporter(created=report.date), True
    account = people.account(db, report.reporter_id)
    counts = rows.fetch(db, _SQL.reporter, (report.reporter_id,))
    upheld, rejected, unheard_until = counts[0] if counts else (0, 0, 0)
    created = account.created if account is not None else report.date
    unheard = report.way is Way.IN_APP and unheard_until > report.date
    reporter = Reporter(created=created, upheld=upheld, rejected=rejected, unheard=unheard)
    return reporter, is_doubtful(reporter, now=report.date)


def _open_case(db: apsw.Connection, report: Report, subject: Subject) -> int:
    found = rows.fetch(db, _SQL.open_case, (subject.id,))
    if found:
        return int(found[0][0])
    codes = {"category": report.category, "keyword": report.keyword}
    due, clock = deadline(report.way, **codes, opened=report.date)
    standing = rank(grave=0, reach=subject.reach, weight=0, due=due, clock=clock)
    opened = (report.category, report.keyword, report.date)
    ranked = (standing.priority, standing.due, standing.clock, standing.place)
    return rows.number(db, _SQL.open, (subject.id, *opened, *ranked))


def _rank_anew(
    db: apsw.Connection, case_id: int, subject: Subject, report: Report, own: Heard
) -> None:
    known = cases.case(db, case_id)
    if known is None:
        raise LookupError(case_id)
    category, keyword = gravest((known.category, known.keyword), (report.category, report.keyword))
    codes = {"category": report.category, "keyword": report.keyword}
    due, clock = deadline(report.way, **codes, opened=report.date)
    if due >= known.due:
        due, clock = known.due, known.clock
    weight = known.weight + own.weight
    heard = [
        Heard(category=row[0], keyword=row[1], weight=row[2], doubtful=bool(row[3]))
        for row in rows.fetch(db, _SQL.heard, (case_id, _LOOKED_THROUGH))
    ]
    standing = rank(
        grave=believed([*heard, own]),
        reach=subject.reach,
        weight=weight,
        due=due,
        clock=clock,
    )
    ranked = (standing.priority, standing.due, standing.clock, standing.place)
    db.execute(_SQL.add_to_case, (case_id, category, keyword, weight, *ranked))


def standing(db: apsw.Connection, *, receipt: str) -> ReportStanding | None:
    """See `safety.store.ReportOperations.report_standing`."""
    found = rows.fetch(db, _SQL.by_receipt, (receipt,))
    if not found:
        return None
    way, category, date, case_id, reporter_id, state, puid = found[0]
    outcome = "" if state == CaseState.OPEN else (ACTED if puid else LEFT)
    hiding = None if outcome else decisions.in_force(db, case_id)
    return ReportStanding(
        receipt=receipt,
        way=Way(way),
        category=category,
        date=date,
        case_id=case_id,
        reporter_id=reporter_id or 0,
        outcome=outcome,
        puid=puid,
        hidden_until=0 if hiding is None else hiding.ends,
    )
