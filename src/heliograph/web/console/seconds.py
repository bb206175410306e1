"""What waits for a second person: whoever may agrees or declines, who proposed it takes it back."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff import seconding
from heliograph.safety.staff.proposals import Pending, ProposalKind, ProposalState
from heliograph.safety.staff.roles import Act
from heliograph.safety.staff.seconding import Person
from heliograph.safety.staff.taking_out import FETCH_S
from heliograph.safety.staff.together import agree_together
from heliograph.web.console.desk import CONSOLE, ConsoleSite, Signed, form_of, show, told
from heliograph.web.console.inbox import number, seen
from heliograph.web.console.waiting import shown
from heliograph.web.trust.words import NAMES

SECONDS = f"{CONSOLE}/second"
_PAGE = 20


async def seconds_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """All that waits, the oldest first, and what may be fetched of what was agreed to."""
    now, after = site.clock.now(), number(request.query_params.get("after", "")) or 0
    found = await site.staff.open_proposals(now=now, limit=_PAGE + 1, after=after)
    agreed = await site.staff.agreed_archives(after=now - FETCH_S, limit=_PAGE)
    theirs = [one for one in agreed if signed.name in (one.proposed_by, one.second_by)]
    page = found[:_PAGE]
    return show(
        request,
        signed,
        "second.html",
        title="Second person",
        waiting=[await shown(site, signed, one, whole=False) for one in page],
        archives=[await shown(site, signed, one) for one in theirs],
        further=f"{SECONDS}?after={page[-1].id}" if len(found) > _PAGE else "",
        may_read=signed.may(Act.READ_CASE),
        languages=NAMES,
        solo=site.safety.solo,
    )


async def second_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """One of them, also once it is over, for the two whose it was."""
    pending = await _asked(site, request)
    return await _page(site, signed, request, pending)


async def ended(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Agree, decline or take back, as the button says."""
    act, pending = form_of(request).one("act"), await _asked(site, request)
    if act not in _ACTS:
        raise NothingThere
    by = Person(name=signed.name, roles=signed.roles)
    try:
        await _ACTS[act](site, pending, by)
    except NothingThere:
        raise
    except SafetyRefused as refused:
        pending = await _asked(site, request)
        return await _page(site, signed, request, pending, mistake=str(refused))
    await site.carry_out()
    return seen(f"{SECONDS}/{pending.id}?done={act}")


async def _agree(site: ConsoleSite, pending: Pending, by: Person) -> None:
    if pending.kind is ProposalKind.END:
        await seconding.agree_to_ending(site.safety, site.staff, pending.id, by=by)
    elif pending.kind is ProposalKind.BULK:
        await agree_together(site.safety, site.staff, pending.id, by=by)
    else:
        await seconding.agree(site.safety, site.staff, pending.id, by=by)


async def _decline(site: ConsoleSite, pending: Pending, by: Person) -> None:
    await seconding.decline(site.safety, site.staff, pending.id, by=by)


async def _withdraw(site: ConsoleSite, pending: Pending, by: Person) -> None:
    await seconding.withdraw(site.safety, site.staff, pending.id, by=by)


_ACTS: Mapping[str, Callable[[ConsoleSite, Pending, Person], Awaitable[None]]] = {
    "agree": _agree,
    "decline": _decline,
    "withdraw": _withdraw,
}


async def _asked(site: ConsoleSite, request: Request) -> Pending:
    """The proposal that an address names; who is of the staff is for another screen."""
    proposal_id = number(request.path_params["proposal"])
    if proposal_id is None:
        raise NothingThere
    pending = await seconding.known(site.staff, proposal_id)
    if pending.kind is ProposalKind.STAFF:
        raise NothingThere
    return pending


async def _page(
    site: ConsoleSite, signed: Signed, request: Request, pending: Pending, *, mistake: str = ""
) -> Response:
    theirs = signed.name in (pending.proposed_by, pending.second_by)
    if pending.state is not ProposalState.OPEN and not theirs:
        # What was decided then may be for somebody to look at anew who is not told of it.
        if not mistake:
            raise NothingThere
        text = f"{mistake[:1].upper()}{mistake[1:]}."
        return told(request, 422, "Not done", text, signed=signed)
    one = await shown(site, signed, pending)
    return show(
        request,
        signed,
        "second_one.html",
        title=one.title,
        status=422 if mistake else 200,
        mistake=mistake,
        done=request.query_params.get("done", ""),
        one=one,
        list=SECONDS,
        may_read=signed.may(Act.READ_CASE),
        languages=NAMES,
        solo=site.safety.solo,
    )
