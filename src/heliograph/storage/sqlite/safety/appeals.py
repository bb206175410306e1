"""Appeals as rows."""

from collections.abc import Callable, Sequence

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.safety.appeals import (
    Aftermath,
    Appeal,
    Complaint,
    Outcome,
    Side,
    blinded,
    check_appeal,
    check_outcome,
    check_reviewer,
)
from heliograph.safety.audit import Logged
from heliograph.safety.decisions import Decision
from heliograph.safety.effects import plan_reversal
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.letters import Letter, LetterKind
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.safety import blocked_files, decisions, events, letters

_SQL = queries.load("safety_decisions")
_REPORTS = queries.load("safety_reports")

Log = Callable[[Decision, bool], Logged]
"""What is logged of an appeal's outcome: the decision, and whether it is taken back."""


def by_author(
    db: apsw.Connection, *, puid: str, argument: str, log: Callable[[Decision], Logged], date: int
) -> int:
    """See `safety.store.AppealOperations.appeal_decision`."""
    decision = decisions.decision(db, puid)
    if decision is None:
        raise NothingThere(puid)
    check_appeal(argument, decided=decision.date, now=date)
    who = (str(Side.AUTHOR), decision.subject.affected_id, "")
    number = _add(db, (decision.case_id, puid, *who, argument.strip(), date))
    decisions.enter(db, log(decision), date=date)
    return number


def by_reporter(
    db: apsw.Connection,
    *,
    receipt: str,
    argument: str,
    log: Callable[[Decision | None], Logged] | None = None,
    date: int,
) -> int:
    """See `safety.store.AppealOperations.appeal_outcome`."""
    found = rows.fetch(db, _REPORTS.decided_by_receipt, (receipt,))
    if not found:
        raise NothingThere(receipt)
    case_id, reporter_id, puid, decided = found[0]
    if decided is None:
        raise SafetyRefused("nothing is decided yet")
    check_appeal(argument, decided=decided, now=date)
    who = (str(Side.REPORTER), reporter_id or 0, receipt)
    number = _add(db, (case_id, puid or None, *who, argument.strip(), date))
    if log is not None:
        logged = log(decisions.decision(db, puid) if puid else None)
        db.execute(_SQL.note_appeal_log, (number, logged.puid))
        decisions.enter(db, logged, date=date)
    return number


def _add(db: apsw.Connection, values: tuple[object, ...]) -> int:
    found = rows.fetch(db, _SQL.add_appeal, values)
    if not found:
        raise SafetyRefused("there is an appeal already")
    events.note(db, "appealed", date=int(str(values[-1])), actor="", case_id=int(str(values[0])))
    return int(found[0][0])


def aftermath(db: apsw.Connection, *, puid: str) -> Aftermath:
    """See `safety.store.AppealOperations.aftermath`."""
    found = rows.fetch(db, _SQL.complaint_of_author, (puid,))
    complaint = _complaint(found[0]) if found else None
    ((superseded, shown_again),) = rows.fetch(db, _SQL.after_decision, (puid,))
    reversed_ = complaint is not None and complaint.outcome is Outcome.REVERSED
    return Aftermath(
        complaint=complaint,
        taken_back=complaint.decided if complaint is not None and reversed_ else shown_again,
        superseded=bool(superseded),
    )


def complaints(db: apsw.Connection, *, receipt: str) -> Sequence[Complaint]:
    """See `safety.store.AppealOperations.complaints`."""
    return [_complaint(row) for row in rows.fetch(db, _SQL.complaints_of_reporter, (receipt,))]


def _complaint(row: rows.Row) -> Complaint:
    return Complaint(
        case_id=row[0],
        puid=row[1],
        date=row[2],
        outcome=Outcome(row[3]),
        reasons=row[4],
        decided=row[5],
    )


def open_appeals(db: apsw.Connection, *, limit: int) -> Sequence[Appeal]:
    """See `safety.store.AppealOperations.open_appeals`."""
    found = rows.fetch(db, _SQL.open_appeals, (limit,))
    return [blinded(_appeal(db, appeal_id)) for (appeal_id,) in found]


def blind_appeal(db: apsw.Connection, *, appeal_id: int) -> Appeal | None:
    """See `safety.caseload.CaseloadOperations.appeal`."""
    try:
        return blinded(_appeal(db, appeal_id))
    except NothingThere:
        return None


def write_view(
    db: apsw.Connection, *, appeal_id: int, reviewer: str, view: str, date: int
) -> Appeal:
    """See `safety.store.AppealOperations.write_view`."""
    appeal = _appeal(db, appeal_id)
    check_reviewer(appeal, reviewer)
    if not view.strip() or appeal.view:
        raise SafetyRefused("a view is written once" if appeal.view else "the view says nothing")
    db.execute(_SQL.write_view, (appeal_id, reviewer, view.strip()))
    events.note(db, "viewed", date=date, actor=reviewer, case_id=appeal.case_id)
    return _appeal(db, appeal_id)


def end(
    db: apsw.Connection,
    *,
    appeal_id: int,
    reviewer: str,
    outcome: Outcome,
    reasons: str,
    log: Log,
    date: int,
) -> Appeal:
    """See `safety.store.AppealOperations.end_appeal`."""
    appeal = _appeal(db, appeal_id)
    check_outcome(appeal, reviewer, reasons)
    db.execute(_SQL.end_appeal, (appeal_id, str(outcome), reasons.strip(), date))
    taken_back = outcome is Outcome.REVERSED
    decision = appeal.decision
    if taken_back and (decision is None or appeal.side is Side.REPORTER):
        # Who reported says that too little was done: somebody decides anew.
        db.execute(_SQL.reopen_case, (appeal.case_id,))
    elif taken_back and decision is not None:
        decision_id = decisions.number(db, decision.puid)
        db.execute(_SQL.leave_undone, (decision_id,))
        blocked_files.withdraw(db, decision.puid)
        decisions.plan(db, decision_id, plan_reversal(decision, now=date))
    _log_outcome(db, appeal, log, taken_back=taken_back, date=date)
    _tell_outcome(db, appeal, reasons, taken_back=taken_back, date=date)
    events.note(db, str(outcome), date=date, actor=reviewer, case_id=appeal.case_id)
    return _appeal(db, appeal_id)


def _log_outcome(
    db: apsw.Connection, appeal: Appeal, log: Log, *, taken_back: bool, date: int
) -> None:
    """What became of a complaint: of who reported under its own name, as the decision may be
    complained of by others, and stands."""
    if appeal.decision is None:
        return
    logged = log(appeal.decision, taken_back)
    if appeal.side is Side.REPORTER:
        found = rows.fetch(db, _SQL.appeal_log, (appeal.id,))
        if not found:
            return
        logged = replace(logged, puid=found[0][0])
    decisions.enter(db, logged, date=date)


def _tell_outcome(
    db: apsw.Connection, appeal: Appeal, reasons: str, *, taken_back: bool, date: int
) -> None:
    """Whoever complained reads what became of it; whose decision is taken back is told of that."""
    if appeal.side is Side.AUTHOR and taken_back:
        return
    account = people.account(db, appeal.appellant_id) if appeal.appellant_id else None
    if account is None or account.deleted:
        return
    kind = LetterKind.REVERSED if taken_back else LetterKind.UPHELD
    letter = Letter(
        name=f"appeal {appeal.id}",
        account_id=account.id,
        kind=kind,
        about=reasons.strip(),
    )
    letters.add(db, letter, due=date)


def _appeal(db: apsw.Connection, appeal_id: int) -> Appeal:
    found = rows.fetch(db, _SQL.appeal, (appeal_id,))
    if not found:
        raise NothingThere(f"no appeal {appeal_id}")
    row = found[0]
    return Appeal(
        id=row[0],
        case_id=row[1],
        side=Side(row[2]),
        appellant_id=row[3],
        argument=row[4],
        date=row[5],
        deciders=tuple(msgspec.json.decode(row[6])),
        reviewer=row[7],
        view=row[8],
        outcome=Outcome(row[9]),
        reasons=row[10],
        decision=decisions.decision(db, row[11]) if row[11] else None,
    )
