"""Changing who is of the staff, by two of those who look after it."""

import msgspec

from heliograph.safety.deciding import Safety
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff.proposals import Pending, ProposalKind, ProposalState
from heliograph.safety.staff.records import Staff, StaffAct, StaffChange, check_name
from heliograph.safety.staff.roles import check_roles
from heliograph.safety.staff.seconding import Person, agreed, check_people, known, propose
from heliograph.safety.staff.signing import Invited, Staffing, draw_enrolment
from heliograph.safety.staff.store import Proposed


def check_change(change: StaffChange, before: Staff | None, *, solo: bool) -> None:
    """Whether it can be done to whoever has the name by now. Raises SafetyRefused."""
    if change.act is StaffAct.ADD:
        check_name(change.name)
        if before is not None:
            raise SafetyRefused(f"{change.name} is or was somebody of the staff already")
    elif before is None or before.removed:
        raise SafetyRefused(f"nobody of the staff is called {change.name}")
    if change.act is not StaffAct.REMOVE:
        check_roles(change.roles, solo=solo)
    if change.act is StaffAct.ROLES and before is not None and before.roles == change.roles:
        raise SafetyRefused(f"{change.name} has just these roles")


async def propose_change(
    safety: Safety, staffing: Staffing, change: StaffChange, *, reason: str, by: Person
) -> Pending:
    """Have it wait for a second person. SafetyRefused."""
    check_change(change, await _named(staffing, change.name), solo=staffing.solo)
    proposed = Proposed(
        kind=ProposalKind.STAFF,
        case_id=0,
        document=msgspec.json.encode(change),
        reason=reason.strip(),
    )
    return await propose(safety, staffing.store, proposed, by=by)


async def agree_to_change(
    safety: Safety, staffing: Staffing, proposal_id: int, *, by: Person
) -> Invited | None:
    """Do what another one proposed: agreeing and doing are one transaction. Gives by what somebody
    new sets themselves up, which is shown this once. SafetyRefused, NothingThere."""
    pending = await known(staffing.store, proposal_id)
    change = read(pending)
    await check_people(safety, pending, by=by)
    check_change(change, await _named(staffing, change.name), solo=staffing.solo)
    secret, enrolment = draw_enrolment(staffing)

    def settle(pending: Pending) -> tuple[ProposalState, bool]:
        return agreed(safety, pending, by=by)

    staff = await staffing.store.settle_change(
        proposal_id,
        decide=settle,
        change=change,
        enrolment=enrolment,
        by=by.name,
        date=staffing.clock.now(),
    )
    return Invited(staff=staff, secret=secret) if change.act is StaffAct.ADD else None


def read(pending: Pending) -> StaffChange:
    """What a proposal of this kind says. SafetyRefused for another."""
    if pending.kind is not ProposalKind.STAFF:
        raise SafetyRefused("that is not about the staff")
    return msgspec.json.decode(pending.document, type=StaffChange)


async def _named(staffing: Staffing, name: str) -> Staff | None:
    return next((one for one in await staffing.store.staff() if one.name == name), None)
