"""What staff look through, as rows: the inbox sifted and counted, and the file of a case."""

from collections.abc import Sequence

import apsw
import msgspec

from heliograph.domain.peers import channel_of, is_channel
from heliograph.safety.appeals import Outcome
from heliograph.safety.caseload import (
    COUNTED_MAX,
    REPORTS_SHOWN,
    CaseFile,
    Counts,
    Earlier,
    Exposure,
    Happened,
    Kept,
    Named,
    Said,
    Sibling,
    Sieve,
)
from heliograph.safety.cases import Case, CaseState
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.priority import Reporter
from heliograph.safety.reports import Way
from heliograph.safety.subjects import Subject
from heliograph.storage.sqlite import channels, people, queries, rows
from heliograph.storage.sqlite.safety import cases, decisions, events, seals

_SQL = queries.load("safety_caseload")

_EARLIER_SHOWN = 20
_EVENTS_SHOWN = 40
_FIRST = (-(2**62), 0)


def sift(
    db: apsw.Connection, *, sieve: Sieve, after: tuple[int, int] | None, limit: int
) -> Sequence[tuple[Case, Named]]:
    """See `safety.caseload.CaseloadOperations.sift`."""
    asked = (*(after or _FIRST), sieve.category, sieve.surface, sieve.due_before, limit)
    if sieve.decided:
        found = rows.fetch(db, _SQL.sift_decided, asked)
    elif sieve.assignee is None:
        found = rows.fetch(db, _SQL.sift, asked)
    else:
        found = rows.fetch(db, _SQL.sift_of, (*asked, sieve.assignee))
    return cases_named(db, case_ids=[case_id for case_id, _ in found])


def cases_named(db: apsw.Connection, *, case_ids: Sequence[int]) -> Sequence[tuple[Case, Named]]:
    """See `safety.caseload.CaseloadOperations.cases_named`."""
    found = (cases.case(db, case_id) for case_id in case_ids)
    return [(one, named(db, one.subject)) for one in found if one is not None]


def counts(db: apsw.Connection, *, staff: str, now: int) -> Counts:
    """See `safety.caseload.CaseloadOperations.counts`."""
    most = COUNTED_MAX + 1
    return Counts(
        open=rows.number(db, _SQL.count_open, (most,)),
        overdue=rows.number(db, _SQL.count_overdue, (now, most)),
        mine=rows.number(db, _SQL.count_of, (staff, most)),
        free=rows.number(db, _SQL.count_of, ("", most)),
        appeals=rows.number(db, _SQL.count_appeals, (most,)),
    )


def case_file(
    db: apsw.Connection, *, case_id: int, with_reporters: bool, now: int
) -> CaseFile | None:
    """See `safety.caseload.CaseloadOperations.case_file`."""
    case = cases.case(db, case_id)
    if case is None:
        return None
    subject = case.subject
    earlier: Sequence[Earlier] = ()
    if subject.affected_id > 0:
        found = rows.fetch(db, _SQL.earlier, (subject.affected_id, _EARLIER_SHOWN))
        earlier = [_earlier(row) for row in found]
    ((decided_by, puid),) = rows.fetch(db, _SQL.outcome_of_case, (case_id,))
    happened = rows.fetch(db, _SQL.events, (case_id, _EVENTS_SHOWN))
    return CaseFile(
        case=case,
        way=decisions.way(db, case_id),
        named=named(db, subject),
        sealed=seals.is_sealed(db, case_id),
        suspected=seals.is_suspected(db, case_id),
        told=decisions.told(db, subject, now=now),
        reports=[
            _said(row, with_reporters=with_reporters)
            for row in rows.fetch(db, _SQL.said, (case_id, REPORTS_SHOWN))
        ],
        earlier=earlier,
        siblings=[
            Sibling(id=row[0], opened=row[1], decided=row[2], puid=row[3])
            for row in rows.fetch(db, _SQL.siblings, (subject.id, case_id, _EARLIER_SHOWN))
        ],
        kept=[
            Kept(id=row[0], taken=row[1], expires=row[2])
            for row in rows.fetch(db, _SQL.kept, (case_id, now))
        ],
        events=[
            Happened(date=row[0], kind=row[1], actor=row[2], about=row[3])
            for row in reversed(happened)
        ],
        provisional=decisions.in_force(db, case_id),
        decided_by=decided_by,
        puid=puid,
        blind=bool(rows.number(db, _SQL.waits_for_a_view, (case_id,))),
    )


def _said(row: rows.Row, *, with_reporters: bool) -> Said:
    reporter_id = row[7] or 0
    reporter = Reporter(upheld=row[8], rejected=row[9], created=row[10]) if reporter_id else None
    return Said(
        way=Way(row[0]),
        category=row[1],
        keyword=row[2],
        comment=row[3],
        date=row[4],
        weight=row[5],
        doubtful=bool(row[6]),
        reporter=reporter,
        reporter_id=reporter_id if with_reporters else 0,
    )


def _earlier(row: rows.Row) -> Earlier:
    kinds = set(msgspec.json.decode(row[5]))
    return Earlier(
        puid=row[0],
        case_id=row[1],
        date=row[2],
        category=row[3],
        keyword=row[4],
        measures=tuple(kind for kind in MeasureKind if kind in kinds),
        ends=row[6],
        decided_by=row[7],
        appeal=Outcome(row[8]),
        blind=bool(row[9]),
    )


def named(db: apsw.Connection, subject: Subject) -> Named:
    """What the account or channel of a subject calls itself."""
    if is_channel(subject.peer_id):
        channel = channels.known(db, channel_of(subject.peer_id))
        return Named() if channel is None else Named(name=channel.title, username=channel.username)
    account = people.account(db, subject.peer_id) if subject.peer_id > 0 else None
    if account is None or account.deleted:
        return Named()
    name = f"{account.first_name} {account.last_name}".strip()
    return Named(name=name, username=next(iter(account.active_usernames), ""))


def take(db: apsw.Connection, *, case_id: int, by: str, over: bool, date: int) -> None:
    """See `safety.caseload.CaseloadOperations.take_case`."""
    case = cases.case(db, case_id)
    if case is None:
        raise NothingThere(f"no case {case_id}")
    if not rows.fetch(db, _SQL.take_case, (case_id, by, int(over))):
        taken = case.state is CaseState.OPEN
        raise SafetyRefused(
            f"{case.assignee} works on it" if taken else f"case {case_id} is decided"
        )
    if case.assignee != by:
        events.note(db, "taken", date=date, actor=by, case_id=case_id, about=case.assignee)


def leave(db: apsw.Connection, *, case_id: int, by: str, date: int) -> None:
    """See `safety.caseload.CaseloadOperations.leave_case`."""
    if rows.fetch(db, _SQL.leave_case, (case_id, by)):
        events.note(db, "given back", date=date, actor=by, case_id=case_id)


def exposure(db: apsw.Connection, *, staff: str, since: int) -> Exposure:
    """See `safety.caseload.CaseloadOperations.exposure`."""
    ((evidence, media),) = rows.fetch(db, _SQL.exposure, (staff, since))
    return Exposure(evidence=evidence, media=media)
