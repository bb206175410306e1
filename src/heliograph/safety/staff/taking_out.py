"""Taking what is known of a case out of the service, for a court or an authority: one proposes,
a second person agrees, and for a day the two of them may fetch it."""

from collections.abc import Collection

from heliograph.safety.caseload import CaseFile
from heliograph.safety.deciding import Safety
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff.proposals import Pending, ProposalKind, ProposalState
from heliograph.safety.staff.roles import Act, Role, may
from heliograph.safety.staff.seconding import Person, propose
from heliograph.safety.staff.store import Proposed, StaffStore

FETCH_S = 86_400
"""What was agreed to longer ago is proposed anew: nobody counts on old leave."""


def check_out(file: CaseFile) -> None:
    """Whether a case may leave the service at all. Raises SafetyRefused."""
    if file.sealed:
        raise SafetyRefused(
            "what may show the abuse of a child is taken out by nobody: report it as the law says"
        )


def check_fetch(pending: Pending, *, by: str, roles: Collection[Role], now: int) -> None:
    """Whether somebody may fetch what was agreed to. Raises SafetyRefused."""
    if pending.kind is not ProposalKind.EXPORT or pending.state is not ProposalState.AGREED:
        raise SafetyRefused("nobody agreed to it")
    if by not in (pending.proposed_by, pending.second_by) or not _may(roles):
        raise SafetyRefused("who proposed it and who agreed fetch it")
    if now >= fetched_until(pending):
        raise SafetyRefused("it could be fetched for a day: propose it anew")


def fetched_until(pending: Pending) -> int:
    """Until when what was agreed to may be fetched."""
    return pending.ended + FETCH_S


async def propose_out(
    safety: Safety, store: StaffStore, case_id: int, *, reason: str, by: Person
) -> Pending:
    """Have it wait for a second person. SafetyRefused, NothingThere."""
    if not _may(by.roles):
        raise SafetyRefused("your role does not include this")
    file = await safety.store.case_file(case_id, now=safety.clock.now())
    if file is None:
        raise NothingThere(f"no case {case_id}")
    check_out(file)
    proposed = Proposed(
        kind=ProposalKind.EXPORT,
        case_id=case_id,
        document=b"{}",
        reason=reason.strip(),
        members=file.case.subject.reach,
    )
    return await propose(safety, store, proposed, by=by)


async def fetch(safety: Safety, store: StaffStore, proposal_id: int, *, by: Person) -> Pending:
    """Note that somebody fetches what was agreed to, before they do. SafetyRefused,
    NothingThere."""
    now = safety.clock.now()

    def check(pending: Pending) -> None:
        check_fetch(pending, by=by.name, roles=by.roles, now=now)

    return await store.fetch(proposal_id, check=check, by=by.name, date=now)


def _may(roles: Collection[Role]) -> bool:
    return may(roles, Act.PROPOSE) and may(roles, Act.READ_EVIDENCE)
