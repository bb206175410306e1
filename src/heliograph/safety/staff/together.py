"""One decision on several cases of a kind: somebody proposes it, a second person agrees.

Each case is decided by itself, with a statement, effects and log entry of its own.
"""

from collections.abc import Mapping, Sequence

import msgspec

from heliograph.safety.cases import Case, CaseState
from heliograph.safety.deciding import Safety, compose, draw_puid
from heliograph.safety.decisions import Proposal
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.log.entries import SALT_BYTES
from heliograph.safety.matters import Made, Matter
from heliograph.safety.previewing import Preview, preview
from heliograph.safety.staff.proposals import Pending, ProposalKind, ProposalState, needed
from heliograph.safety.staff.roles import may
from heliograph.safety.staff.seconding import Person, agreed, check_people, known, propose
from heliograph.safety.staff.store import Outcome, Proposed, StaffStore
from heliograph.safety.subjects import SubjectKind

CASES_MIN, CASES_MAX = 2, 40
"""As many as a page of the inbox has: whoever agrees looks at each."""


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """Cases about things of one kind, and what is decided of each; the proposal names none."""

    kind: SubjectKind
    case_ids: tuple[int, ...]
    proposal: Proposal

    def about(self, case_id: int) -> Proposal:
        """What is decided of one of them."""
        return msgspec.structs.replace(self.proposal, case_id=case_id)


def unfit(case: Case, *, kind: SubjectKind, by: str) -> str:
    """Why a case is not decided with others of a kind; "" for one that is."""
    if case.state is not CaseState.OPEN:
        return "it is decided"
    if case.subject.kind is not kind:
        return "it is about something of another kind"
    if case.assignee not in ("", by):
        return f"{case.assignee} works on it"
    return ""


def check_count(case_ids: Sequence[int]) -> None:
    """Whether so many are decided at once. Raises SafetyRefused."""
    if not CASES_MIN <= len(set(case_ids)) <= CASES_MAX:
        raise SafetyRefused(f"from {CASES_MIN} to {CASES_MAX} cases are decided together")


async def tried(safety: Safety, together: Together, *, by: str) -> Mapping[int, Preview]:
    """For each case the statement that it would bring, or why it cannot be decided so."""
    now, found = safety.clock.now(), {}
    for case_id in together.case_ids:
        try:
            matter = await safety.store.matter(case_id, now=now)
            _check_fit(matter, together, by=by)
        except SafetyRefused as refused:
            found[case_id] = Preview(fault=str(refused))
        else:
            found[case_id] = preview(safety, together.about(case_id), matter, now=now)
    return found


async def propose_together(
    safety: Safety, store: StaffStore, together: Together, *, reason: str, by: Person
) -> Pending:
    """Have it wait for a second person. SafetyRefused for what could not be decided of one of the
    cases."""
    if not may(by.roles, needed(together.proposal.measures)):
        raise SafetyRefused("your role does not include this")
    check_count(together.case_ids)
    own = msgspec.structs.replace(together.proposal, case_id=0, decided_by=by.name, second_by="")
    whole = msgspec.structs.replace(together, proposal=own)
    for case_id, shown in (await tried(safety, whole, by=by.name)).items():
        if shown.fault:
            raise SafetyRefused(f"case {case_id}: {shown.fault}")
    proposed = Proposed(
        kind=ProposalKind.BULK,
        case_id=0,
        document=msgspec.json.encode(whole),
        reason=reason.strip(),
        members=len(whole.case_ids),
    )
    return await propose(safety, store, proposed, by=by)


async def agree_together(
    safety: Safety, store: StaffStore, proposal_id: int, *, by: Person
) -> Outcome:
    """Decide what somebody else proposed of each case that is still as it was; agreeing and
    deciding are one transaction. SafetyRefused if none is; NothingThere."""
    pending = await known(store, proposal_id)
    together = read(pending)
    await check_people(safety, pending, by=by, measures=together.proposal.measures)
    now = safety.clock.now()
    drawn = {
        case_id: (draw_puid(safety.random), safety.random.token(SALT_BYTES))
        for case_id in together.case_ids
    }

    def settle(pending: Pending) -> tuple[ProposalState, bool]:
        return agreed(safety, pending, by=by)

    def draft(matter: Matter) -> Made:
        proposal = together.about(matter.case.id)
        _check_fit(matter, together, by=proposal.decided_by)
        alone = by.name == proposal.decided_by
        proposal = msgspec.structs.replace(proposal, second_by="" if alone else by.name)
        puid, salt = drawn[matter.case.id]
        return compose(safety, proposal, matter, now=now, puid=puid, salt=salt)

    return await store.settle_together(
        proposal_id,
        decide=settle,
        case_ids=together.case_ids,
        compose=draft,
        by=by.name,
        date=now,
    )


def read(pending: Pending) -> Together:
    """What a proposal of this kind says. SafetyRefused for another."""
    if pending.kind is not ProposalKind.BULK:
        raise SafetyRefused("that is not about several cases")
    return msgspec.json.decode(pending.document, type=Together)


def _check_fit(matter: Matter, together: Together, *, by: str) -> None:
    if why := unfit(matter.case, kind=together.kind, by=by):
        raise SafetyRefused(why)
    if matter.proposals:
        raise SafetyRefused("something else about it waits for a second person")
