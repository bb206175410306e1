"""What staff did, and what waits for a second of them."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff.audit import Acted, AuditQuery
from heliograph.safety.staff.proposals import (
    PROPOSAL_S,
    Pending,
    ProposalKind,
    ProposalState,
)
from heliograph.safety.staff.store import Proposed, Settle
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety import events

_SQL = queries.load("staff_acts")
_NEWEST = 2**62


def acts(db: apsw.Connection, *, query: AuditQuery) -> Sequence[Acted]:
    """See `safety.staff.store.ActOperations.acts`."""
    page = (query.before or _NEWEST, query.limit)
    if query.case_id:
        asked = (*page, query.kind, query.actor, query.case_id)
        found = rows.fetch(db, _SQL.acts_in_case, asked)
    elif query.actor:
        found = rows.fetch(db, _SQL.acts_of_actor, (*page, query.kind, query.actor))
    elif query.kind:
        found = rows.fetch(db, _SQL.acts_of_kind, (*page, query.kind))
    else:
        found = rows.fetch(db, _SQL.acts, page)
    return [
        Acted(id=row[0], date=row[1], kind=row[2], actor=row[3], case_id=row[4], about=row[5])
        for row in found
    ]


def propose(db: apsw.Connection, *, proposed: Proposed, by: str, date: int) -> Pending:
    """See `safety.staff.store.ActOperations.propose`."""
    case_id, kind = proposed.case_id, str(proposed.kind)
    ends = proposed.kind is ProposalKind.END
    if ends and not rows.number(db, _SQL.is_open, (case_id,)):
        raise NothingThere(f"no open case {case_id}")
    for waiting, since in _alike(db, proposed):
        if date < since + PROPOSAL_S:
            what = "one of these cases" if proposed.kind is ProposalKind.BULK else "that"
            raise SafetyRefused(f"{what} is proposed already, and waits for a second person")
        db.execute(_SQL.settle, (waiting, str(ProposalState.OVERTAKEN), None, date, 0))
    said = (proposed.document.decode(), proposed.reason, proposed.members)
    proposal_id = rows.number(db, _SQL.propose, (kind, case_id, *said, by, date))
    events.note(db, "proposed", date=date, actor=by, case_id=case_id, about=kind)
    return _known(db, proposal_id)


def _alike(db: apsw.Connection, proposed: Proposed) -> Sequence[rows.Row]:
    """What waits already of the same kind about the same case, any of the same cases, or the same
    one of the staff."""
    if proposed.case_id:
        return rows.fetch(db, _SQL.waits, (proposed.case_id, str(proposed.kind)))
    document = (proposed.document.decode(),)
    if proposed.kind is ProposalKind.BULK:
        return rows.fetch(db, _SQL.waits_for_cases, document)
    if proposed.kind is ProposalKind.STAFF:
        return rows.fetch(db, _SQL.waits_for_name, document)
    return ()


def proposal(db: apsw.Connection, *, proposal_id: int) -> Pending | None:
    """See `safety.staff.store.ActOperations.proposal`."""
    found = rows.fetch(db, _SQL.proposal, (proposal_id,))
    return _pending(found[0]) if found else None


def proposals(
    db: apsw.Connection, *, now: int, limit: int, after: int, of_staff: bool
) -> Sequence[Pending]:
    """See `safety.staff.store.ActOperations.open_proposals`."""
    found = rows.fetch(db, _SQL.proposals, (now - PROPOSAL_S, limit, after, int(of_staff)))
    return [_pending(row) for row in found]


def archives(db: apsw.Connection, *, after: int, limit: int) -> Sequence[Pending]:
    """See `safety.staff.store.ActOperations.agreed_archives`."""
    return [_pending(row) for row in rows.fetch(db, _SQL.archives, (after, limit))]


def of_case(db: apsw.Connection, *, case_id: int, now: int) -> Sequence[Pending]:
    """See `safety.staff.store.ActOperations.proposals_of_case`."""
    found = rows.fetch(db, _SQL.proposals_of_case, (case_id, now - PROPOSAL_S))
    return [_pending(row) for row in found]


def settle(db: apsw.Connection, *, proposal_id: int, decide: Settle, by: str, date: int) -> Pending:
    """See `safety.staff.store.ActOperations.settle`."""
    before = _known(db, proposal_id)
    if before.state is not ProposalState.OPEN:
        raise SafetyRefused(f"it was {before.state} already")
    state, solo = decide(before)
    db.execute(_SQL.settle, (proposal_id, str(state), by, date, int(solo)))
    about = f"{before.kind} by {before.proposed_by}"
    events.note(db, str(state), date=date, actor=by, case_id=before.case_id, about=about)
    return _known(db, proposal_id)


def overtake_decided(db: apsw.Connection, *, date: int) -> None:
    """End what is about several cases of which none is open any more."""
    db.execute(_SQL.overtake_decided, (date,))


def fetch(
    db: apsw.Connection, *, proposal_id: int, check: Callable[[Pending], None], by: str, date: int
) -> Pending:
    """See `safety.staff.store.ActOperations.fetch`."""
    pending = _known(db, proposal_id)
    check(pending)
    events.note(db, "taken out", date=date, actor=by, case_id=pending.case_id, about=pending.reason)
    return pending


def _known(db: apsw.Connection, proposal_id: int) -> Pending:
    found = proposal(db, proposal_id=proposal_id)
    if found is None:
        raise NothingThere(f"no proposal {proposal_id}")
    return found


def _pending(row: rows.Row) -> Pending:
    return Pending(
        id=row[0],
        kind=ProposalKind(row[1]),
        case_id=row[2],
        document=row[3].encode(),
        reason=row[4],
        members=row[5],
        proposed_by=row[6],
        date=row[7],
        state=ProposalState(row[8]),
        second_by=row[9] or "",
        ended=row[10],
        solo=bool(row[11]),
    )
