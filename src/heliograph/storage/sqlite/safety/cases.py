"""Cases as rows, and the inbox."""

from collections.abc import Sequence

import apsw

from heliograph.safety.cases import Case, CaseState
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("safety_reports")

FIRST = (-(2**62), 0)
"""Before every case of the inbox."""


def case(db: apsw.Connection, case_id: int) -> Case | None:
    """One case, open or not."""
    found = rows.fetch(db, _SQL.case, (case_id,))
    return _case(found[0]) if found else None


def inbox(db: apsw.Connection, *, after: tuple[int, int], limit: int) -> Sequence[Case]:
    """See `safety.store.ReportOperations.inbox`."""
    return [_case(row) for row in rows.fetch(db, _SQL.inbox, (*after, limit))]


def subject(row: rows.Row) -> Subject:
    """From id, kind, peer_id, item_id, surface, affected_id, reach."""
    return Subject(
        id=row[0],
        kind=SubjectKind(row[1]),
        peer_id=row[2],
        item_id=row[3],
        surface=Surface(row[4]),
        affected_id=row[5],
        reach=row[6],
    )


def _case(row: rows.Row) -> Case:
    return Case(
        id=row[0],
        state=CaseState(row[1]),
        category=row[2],
        keyword=row[3],
        reports=row[4],
        weight=row[5],
        priority=row[6],
        opened=row[7],
        due=row[8],
        clock=row[9],
        place=row[10],
        assignee=row[11],
        subject=subject(row[12:19]),
    )
