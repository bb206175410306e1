"""What waits for a second person: whoever may agrees or declines, who proposed it takes it back."""

from collections.abc import Awaitable, Callable, Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.safety.decisions import Proposal
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff import seconding
from heliograph.safety.staff.proposals import Pending, ProposalKind
from heliograph.safety.staff.roles import Act
from heliograph.safety.staff.seconding import Person
from heliograph.safety.taxonomy import title
from heliograph.web.console.desk import CONSOLE, ConsoleSite, Signed, form_of, show

SECONDS = f"{CONSOLE}/second"
_MOST = 100
_DIGITS_MAX = 18


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal with the decision that it would be, if it is one, and its heading."""

    pending: Pending
    proposal: Proposal | None
    heading: str


async def seconds_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """All that waits, the oldest first."""
    return await _shown(site, signed, request)


async def ended(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Agree, decline or take back, as the button says."""
    form, number = form_of(request), request.path_params["proposal"]
    if not (number.isascii() and number.isdigit()) or len(number) > _DIGITS_MAX:
        raise NothingThere
    act = _ACTS.get(form.one("act"))
    if act is None:
        raise NothingThere
    try:
        await act(site, int(number), Person(name=signed.name, roles=signed.roles))
    except NothingThere:
        raise
    except SafetyRefused as refused:
        return await _shown(site, signed, request, mistake=str(refused))
    await site.carry_out()
    return RedirectResponse(f"{SECONDS}?done=1", 303, {"Cache-Control": "no-store"})


async def _agree(site: ConsoleSite, number: int, by: Person) -> None:
    pending = await seconding.known(site.staff, number)
    if pending.kind is ProposalKind.END:
        await seconding.agree_to_ending(site.safety, site.staff, number, by=by)
    else:
        await seconding.agree(site.safety, site.staff, number, by=by)


async def _decline(site: ConsoleSite, number: int, by: Person) -> None:
    await seconding.decline(site.safety, site.staff, number, by=by)


async def _withdraw(site: ConsoleSite, number: int, by: Person) -> None:
    await seconding.withdraw(site.safety, site.staff, number, by=by)


_ACTS: Mapping[str, Callable[[ConsoleSite, int, Person], Awaitable[None]]] = {
    "agree": _agree,
    "decline": _decline,
    "withdraw": _withdraw,
}


async def _shown(
    site: ConsoleSite, signed: Signed, request: Request, *, mistake: str = ""
) -> Response:
    found = await site.staff.open_proposals(now=site.clock.now(), limit=_MOST)
    return show(
        request,
        signed,
        "second.html",
        title="Second person",
        status=422 if mistake else 200,
        mistake=mistake,
        done=request.query_params.get("done", ""),
        waiting=[_with_decision(one) for one in found],
        may_second=signed.may(Act.SECOND),
        may_read=signed.may(Act.READ_CASE),
        solo=site.safety.solo,
    )


def _with_decision(pending: Pending) -> Shown:
    if pending.kind is not ProposalKind.END:
        return Shown(pending=pending, proposal=None, heading=str(pending.kind))
    proposal = msgspec.json.decode(pending.document, type=Proposal)
    heading = title(proposal.category, "en")
    return Shown(pending=pending, proposal=proposal, heading=heading)
