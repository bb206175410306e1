"""What waits for a second person, as it is shown: what would be done, who says so, and why."""

from collections.abc import Sequence

import msgspec

from heliograph.safety.decisions import Proposal
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.previewing import Preview, preview
from heliograph.safety.staff.proposals import Pending, ProposalKind
from heliograph.safety.staff.roles import Act
from heliograph.web.console.desk import ConsoleSite, Signed


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal with the statement that it would bring, and what somebody may do with it."""

    pending: Pending
    preview: Preview | None
    may_second: bool
    may_withdraw: bool


async def waiting(site: ConsoleSite, signed: Signed, case_id: int) -> Sequence[Waiting]:
    """What waits about a case."""
    found = await site.staff.proposals_of_case(case_id, now=site.clock.now())
    return [await shown(site, signed, one) for one in found]


async def shown(site: ConsoleSite, signed: Signed, pending: Pending) -> Waiting:
    """A proposal as somebody sees it."""
    own = pending.proposed_by == signed.name
    return Waiting(
        pending=pending,
        preview=await _preview(site, pending),
        may_second=signed.may(Act.SECOND) and (not own or site.safety.solo),
        may_withdraw=own,
    )


async def _preview(site: ConsoleSite, pending: Pending) -> Preview | None:
    if pending.kind is not ProposalKind.END:
        return None
    now = site.clock.now()
    proposal = msgspec.json.decode(pending.document, type=Proposal)
    try:
        matter = await site.safety.store.matter(pending.case_id, now=now)
    except SafetyRefused as refused:
        return Preview(fault=str(refused))
    return preview(site.safety, proposal, matter, now=now)
