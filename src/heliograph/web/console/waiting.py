"""What waits for a second person, as it is shown: what would be done, who says so, and why."""

from collections.abc import Mapping, Sequence

import msgspec

from heliograph.safety.decisions import Proposal
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.previewing import Preview, preview
from heliograph.safety.staff import together
from heliograph.safety.staff.proposals import Pending, ProposalKind, ProposalState, seconds
from heliograph.safety.staff.taking_out import fetched_until
from heliograph.web.console.desk import ConsoleSite, Signed
from heliograph.web.console.wording import about, heading, offer


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """A case that it is about; `fault` is why it could not be decided so by now."""

    case_id: int
    about: str
    fault: str = ""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal in words, with the statement that it would bring (of several cases the first
    one's), and what somebody may do with it. `typed` as in `decisions.Proposal`;
    `fetched_until` is until when they may fetch what two agreed to take out, 0 for not at all."""

    pending: Pending
    title: str
    cases: Sequence[Concerned] = ()
    measures: Sequence[str] = ()
    heading: str = ""
    typed: str = ""
    preview: Preview | None = None
    may_second: bool
    may_withdraw: bool
    fetched_until: int = 0


async def waiting(site: ConsoleSite, signed: Signed, case_id: int) -> Sequence[Waiting]:
    """What waits about a case, alone or together with others."""
    found = await site.staff.proposals_of_case(case_id, now=site.clock.now())
    return [await shown(site, signed, one, whole=False) for one in found]


async def shown(
    site: ConsoleSite, signed: Signed, pending: Pending, *, whole: bool = True
) -> Waiting:
    """A proposal as somebody sees it; of one about several cases the first few, and only the first
    is tried, unless they want the `whole` of it."""
    own, opened = pending.proposed_by == signed.name, pending.state is ProposalState.OPEN
    made = Waiting(
        pending=pending,
        title=_TITLES[pending.kind],
        may_second=opened and signed.may(seconds(pending.kind)) and (not own or site.safety.solo),
        may_withdraw=opened and own,
        fetched_until=_fetched_until(pending, signed, now=site.clock.now()),
    )
    if pending.kind is ProposalKind.END:
        return await _ending(site, made)
    if pending.kind is ProposalKind.BULK:
        return await _together(site, made, whole=whole)
    if pending.kind is ProposalKind.EXPORT:
        cases = await _concerned(site, (pending.case_id,))
        return msgspec.structs.replace(made, cases=cases)
    return made


_FEW = 5
"""Of several cases, in a list of what waits."""

_TITLES = {
    ProposalKind.END: "End it",
    ProposalKind.EXPORT: "Take out what is kept of a case",
    ProposalKind.BULK: "Decide several cases together",
    ProposalKind.STAFF: "Change the staff",
}


async def _ending(site: ConsoleSite, made: Waiting) -> Waiting:
    proposal = msgspec.json.decode(made.pending.document, type=Proposal)
    named = await site.safety.store.cases_named((made.pending.case_id,))
    now, open_ = site.clock.now(), made.pending.state is ProposalState.OPEN
    statement = None
    if open_:
        try:
            matter = await site.safety.store.matter(made.pending.case_id, now=now)
            statement = preview(site.safety, proposal, matter, now=now)
        except SafetyRefused as refused:
            statement = Preview(fault=str(refused))
    return msgspec.structs.replace(
        made,
        cases=[Concerned(case_id=case.id, about=about(case.subject, who)) for case, who in named],
        measures=[
            offer(kind, case.subject).title for case, _ in named for kind in proposal.measures
        ],
        heading=heading(proposal.category, proposal.keyword),
        typed=proposal.typed,
        preview=statement,
    )


async def _together(site: ConsoleSite, made: Waiting, *, whole: bool) -> Waiting:
    said = together.read(made.pending)
    listed = said.case_ids if whole else said.case_ids[:_FEW]
    named = await site.safety.store.cases_named(listed)
    looked = said if whole else msgspec.structs.replace(said, case_ids=said.case_ids[:1])
    tried: Mapping[int, Preview] = {}
    if made.pending.state is ProposalState.OPEN:
        tried = await together.tried(site.safety, looked, by=said.proposal.decided_by)
    subject = named[0][0].subject
    return msgspec.structs.replace(
        made,
        title=f"Decide {len(said.case_ids)} cases together",
        cases=[
            Concerned(
                case_id=case.id,
                about=about(case.subject, who),
                fault=tried[case.id].fault if case.id in tried else "",
            )
            for case, who in named
        ],
        measures=[offer(kind, subject).title for kind in said.proposal.measures],
        heading=heading(said.proposal.category, said.proposal.keyword),
        preview=next((one for one in tried.values() if not one.fault), None),
    )


async def _concerned(site: ConsoleSite, case_ids: Sequence[int]) -> Sequence[Concerned]:
    named = await site.safety.store.cases_named(case_ids)
    return [Concerned(case_id=case.id, about=about(case.subject, who)) for case, who in named]


def _fetched_until(pending: Pending, signed: Signed, *, now: int) -> int:
    agreed = pending.kind is ProposalKind.EXPORT and pending.state is ProposalState.AGREED
    theirs = signed.name in (pending.proposed_by, pending.second_by)
    return fetched_until(pending) if agreed and theirs and now < fetched_until(pending) else 0
