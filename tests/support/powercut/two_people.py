"""Commands that a server under test has besides its own: two people decide several cases together,
as they do at the console."""

from typing import Any

import msgspec

from heliograph.safety.decisions import Ground, MeasureKind, Proposal
from heliograph.safety.staff.proposals import ProposalKind
from heliograph.safety.staff.seconding import Person
from heliograph.safety.staff.together import Together, agree_together, propose_together, read
from heliograph.safety.subjects import SubjectKind
from heliograph.server.desk import Desk, NoArguments, command
from heliograph.server.safety import carry_out_now

_PAGE = 20


class Propose(msgspec.Struct, forbid_unknown_fields=True):
    """Cases about messages, and what is decided of each."""

    cases: tuple[int, ...]
    by: str
    measure: MeasureKind
    ground: Ground
    clause: str
    facts: str
    category: str
    keyword: str
    label: str = ""


class Agree(msgspec.Struct, forbid_unknown_fields=True):
    """What waits for a second person, and who that is."""

    proposal: int
    by: str


@command("safety.propose_together")
async def propose(desk: Desk, args: Propose) -> Any:
    """Have one decision on several cases wait for a second person; gives its number."""
    assert desk.safety is not None
    assert desk.staffing is not None
    proposal = Proposal(
        case_id=0,
        ground=args.ground,
        clause=args.clause,
        category=args.category,
        keyword=args.keyword,
        facts=args.facts,
        measures=(args.measure,),
        label=args.label,
        decided_by=args.by,
    )
    together = Together(kind=SubjectKind.MESSAGE, case_ids=args.cases, proposal=proposal)
    by = await _person(desk, args.by)
    pending = await propose_together(
        desk.safety, desk.staffing.store, together, reason="One campaign.", by=by
    )
    return {"proposal": pending.id}


@command("safety.waiting_together")
async def waiting(desk: Desk, args: NoArguments) -> Any:
    """What waits for a second person, with its cases."""
    assert desk.staffing is not None
    found = await desk.staffing.store.open_proposals(now=desk.clock.now(), limit=_PAGE, after=0)
    return [
        {"proposal": one.id, "cases": read(one).case_ids}
        for one in found
        if one.kind is ProposalKind.BULK
    ]


@command("safety.agree_together")
async def agree(desk: Desk, args: Agree) -> Any:
    """Agree to it; gives the decisions' names, in the order of the cases, and what is left."""
    assert desk.safety is not None
    assert desk.staffing is not None
    assert desk.executor is not None
    by = await _person(desk, args.by)
    made = await agree_together(desk.safety, desk.staffing.store, args.proposal, by=by)
    await carry_out_now(desk.executor, desk.store)
    return {"puids": made.made, "left": len(made.left)}


async def _person(desk: Desk, name: str) -> Person:
    assert desk.staffing is not None
    found = await desk.staffing.store.member(name)
    assert found is not None
    return Person(name=name, roles=found.roles)
