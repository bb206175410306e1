"""What two people agreed to, done in the transaction in which they do."""

from collections.abc import Sequence

import apsw

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.matters import Compose
from heliograph.safety.staff.records import Staff, StaffAct, StaffChange
from heliograph.safety.staff.store import Enrolment, Outcome, Settle
from heliograph.storage.sqlite.safety import decisions, staff, staff_acts


def together(
    db: apsw.Connection,
    *,
    proposal_id: int,
    decide: Settle,
    case_ids: Sequence[int],
    compose: Compose,
    by: str,
    date: int,
) -> Outcome:
    """See `safety.staff.store.ActOperations.settle_together`."""
    staff_acts.settle(db, proposal_id=proposal_id, decide=decide, by=by, date=date)
    made, left = [], {}
    for case_id in case_ids:
        try:
            # What is refused leaves nothing behind, whatever was written before.
            with db:
                done = decisions.decide(db, case_id=case_id, compose=compose, now=date)
        except SafetyRefused as refused:
            left[case_id] = str(refused)
        else:
            made.append(done.decision.puid)
    if not made:
        raise SafetyRefused("none of these cases can be decided so any more")
    staff_acts.overtake_decided(db, date=date)
    return Outcome(made=tuple(made), left=left)


def change(
    db: apsw.Connection,
    *,
    proposal_id: int,
    decide: Settle,
    change: StaffChange,
    enrolment: Enrolment,
    by: str,
    date: int,
) -> Staff:
    """See `safety.staff.store.ActOperations.settle_change`."""
    staff_acts.settle(db, proposal_id=proposal_id, decide=decide, by=by, date=date)
    name, roles = change.name, change.roles
    if change.act is StaffAct.ADD:
        return staff.add(db, name=name, roles=roles, enrolment=enrolment, by=by, date=date)
    if change.act is StaffAct.ROLES:
        return staff.set_roles(db, name=name, roles=roles, by=by, date=date)
    staff.remove(db, name=name, by=by, date=date)
    return staff.named(db, name)
