"""Proposing what takes two people, and agreeing to it."""

from collections.abc import Collection

import msgspec

from heliograph.safety.deciding import Safety, decide_case
from heliograph.safety.decisions import MeasureKind, Proposal
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.matters import Made
from heliograph.safety.previewing import preview
from heliograph.safety.staff.proposals import (
    Pending,
    ProposalKind,
    ProposalState,
    check_proposal,
    check_second,
    check_withdrawal,
    needed,
    proposing,
    seconds,
    takes_two,
)
from heliograph.safety.staff.roles import Role, may
from heliograph.safety.staff.store import Proposed, Settle, StaffStore


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: their name, and the roles that hold."""

    name: str
    roles: frozenset[Role]


def waits(safety: Safety, proposal: Proposal) -> bool:
    """Whether a decision waits for a second person before it is made."""
    return takes_two(ProposalKind.END, proposal.measures) and not safety.solo


async def propose_ending(
    safety: Safety, store: StaffStore, proposal: Proposal, *, by: Person, reason: str = ""
) -> Pending:
    """Have the ending of an account or channel wait for a second person, who reads the facts and
    what else is to be said of it. Raises SafetyRefused for what nobody could agree to, and
    NothingThere."""
    reason = reason or proposal.facts
    check_proposal(ProposalKind.END, reason=reason, roles=by.roles)
    case = await safety.store.case(proposal.case_id)
    if case is None:
        raise NothingThere(f"no case {proposal.case_id}")
    now = safety.clock.now()
    matter = await safety.store.matter(proposal.case_id, now=now)
    if fault := preview(safety, proposal, matter, now=now).fault:
        raise SafetyRefused(fault)
    whole = msgspec.structs.replace(proposal, decided_by=by.name, second_by="")
    proposed = Proposed(
        kind=ProposalKind.END,
        case_id=case.id,
        document=msgspec.json.encode(whole),
        reason=reason.strip(),
        members=case.subject.reach,
    )
    return await store.propose(proposed, by=by.name, date=safety.clock.now())


async def propose(safety: Safety, store: StaffStore, proposed: Proposed, *, by: Person) -> Pending:
    """Have something else wait: evidence to be taken out, an act on many, a change of the staff.
    SafetyRefused."""
    if proposed.kind is ProposalKind.END:
        raise SafetyRefused("what ends is proposed as a decision")
    check_proposal(proposed.kind, reason=proposed.reason, roles=by.roles)
    return await store.propose(proposed, by=by.name, date=safety.clock.now())


async def agree_to_ending(
    safety: Safety, store: StaffStore, proposal_id: int, *, by: Person
) -> Made:
    """Decide what somebody else proposed, as they proposed it: agreeing and deciding are one
    transaction. SafetyRefused, NothingThere."""
    pending = await known(store, proposal_id)
    if pending.kind is not ProposalKind.END:
        raise SafetyRefused("that is no decision")
    await check_people(safety, pending, by=by)
    _check(safety, pending, by=by)
    proposal = msgspec.json.decode(pending.document, type=Proposal)
    alone = by.name == pending.proposed_by
    second = "" if alone else by.name
    proposal = msgspec.structs.replace(proposal, second_by=second)
    return await decide_case(safety, proposal, agreed=pending.id)


async def agree(safety: Safety, store: StaffStore, proposal_id: int, *, by: Person) -> Pending:
    """Agree to taking evidence out; the two may do it then. SafetyRefused, NothingThere."""
    pending = await known(store, proposal_id)
    if pending.kind is not ProposalKind.EXPORT:
        raise SafetyRefused("that is agreed to by doing it")
    await check_people(safety, pending, by=by)

    def decide(pending: Pending) -> tuple[ProposalState, bool]:
        return agreed(safety, pending, by=by)

    return await _settle(safety, store, proposal_id, decide=decide, by=by)


async def decline(safety: Safety, store: StaffStore, proposal_id: int, *, by: Person) -> Pending:
    """Say no to what somebody else proposed. SafetyRefused, NothingThere."""

    def decide(pending: Pending) -> tuple[ProposalState, bool]:
        if not may(by.roles, seconds(pending.kind)) or by.name == pending.proposed_by:
            raise SafetyRefused("somebody else who may agree to it declines")
        return ProposalState.DECLINED, False

    return await _settle(safety, store, proposal_id, decide=decide, by=by)


async def withdraw(safety: Safety, store: StaffStore, proposal_id: int, *, by: Person) -> Pending:
    """Take back what one proposed. SafetyRefused, NothingThere."""

    def decide(pending: Pending) -> tuple[ProposalState, bool]:
        check_withdrawal(pending, by=by.name)
        return ProposalState.WITHDRAWN, False

    return await _settle(safety, store, proposal_id, decide=decide, by=by)


async def known(store: StaffStore, proposal_id: int) -> Pending:
    """A proposal. NothingThere."""
    pending = await store.proposal(proposal_id)
    if pending is None:
        raise NothingThere(f"no proposal {proposal_id}")
    return pending


def agreed(safety: Safety, pending: Pending, *, by: Person) -> tuple[ProposalState, bool]:
    """That it is agreed to by somebody who may, and whether one person says so alone.
    SafetyRefused."""
    _check(safety, pending, by=by)
    return ProposalState.AGREED, by.name == pending.proposed_by


async def check_people(
    safety: Safety, pending: Pending, *, by: Person, measures: Collection[MeasureKind] = ()
) -> None:
    """Nobody agrees who has not the role for it, nor to what somebody proposed who may not propose
    it any more: a removal in between ends the proposal, in the transaction that removes.
    SafetyRefused."""
    await safety.roles_to(proposing(pending.kind), pending.proposed_by)
    if measures:
        await safety.roles_to(needed(measures), pending.proposed_by)
    await safety.roles_to(seconds(pending.kind), by.name)


def _check(safety: Safety, pending: Pending, *, by: Person) -> None:
    check_second(pending, by=by.name, roles=by.roles, solo=safety.solo, now=safety.clock.now())


async def _settle(
    safety: Safety, store: StaffStore, proposal_id: int, *, decide: Settle, by: Person
) -> Pending:
    date = safety.clock.now()
    return await store.settle(proposal_id, decide=decide, by=by.name, date=date)
