"""A case: what it is about, who says what of it, and what is decided."""

from collections.abc import Mapping, Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.caseload import CaseFile, Exposure, Happened
from heliograph.safety.cases import CaseState
from heliograph.safety.deciding import close_case, decide_case
from heliograph.safety.decisions import Decision
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.grave_texts import why_grave
from heliograph.safety.previewing import Preview, preview
from heliograph.safety.priority import severity
from heliograph.safety.staff import seconding
from heliograph.safety.staff.proposals import needed
from heliograph.safety.staff.roles import Act
from heliograph.safety.staff.seconding import Person
from heliograph.safety.statement_texts import measure_lines
from heliograph.web import pages
from heliograph.web.console.desk import ConsoleSite, Form, Signed, form_of, missing, show
from heliograph.web.console.inbox import CASES, INBOX, case_number, seen
from heliograph.web.console.policies import policy
from heliograph.web.console.proposing import Mistakes, picker, read_proposal
from heliograph.web.console.waiting import waiting
from heliograph.web.console.wording import (
    KINDS,
    MEASURES,
    SURFACES,
    WAYS,
    about,
    event,
    heading,
    left,
    span,
)
from heliograph.web.trust.words import NAMES

_DAY_S = 86_400
_OUTCOMES = (
    "proposed",
    "declined",
    "withdrawn",
    "decided",
    "closed",
    "by command line",
    "effect",
    "upheld",
    "reversed",
)
"""Events that tell of what somebody else thought, or of what was done then."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has typed so far, and what came of it."""

    form: Form | None = None
    mistakes: Mapping[str, str] = {}
    preview: Preview | None = None
    status: int = 200


_NOTHING = Draft()


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """A case's file as somebody may see it: `hidden` says that they are not shown what was decided,
    as they may have to look at it anew."""

    file: CaseFile
    hidden: bool
    events: Sequence[Happened]
    decision: Decision | None


async def case_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """The case, with the form to decide it."""
    looked = await look(site, signed, request)
    return missing(request) if looked is None else await _page(site, signed, request, looked)


async def previewed(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """What the statement would say: the whole page, or for a script the part that says it."""
    looked = await look(site, signed, request)
    if looked is None:
        return missing(request)
    form, now = form_of(request), site.clock.now()
    alone = request.headers.get("hx-request") == "true"
    if looked.file.case.state is not CaseState.OPEN:
        if alone:
            # Also what was asked for a moment before oneself decided, and comes after it.
            over = Preview(fault="the case is decided by now: open it again")
            return _part(request, signed, Draft(form=form, preview=over))
        return await _page(site, signed, request, looked, Draft(form=form, status=409))
    try:
        proposal = read_proposal(form, looked.file.case, by=signed.name, now=now)
        matter = await site.safety.store.matter(proposal.case_id, now=now)
        draft = Draft(form=form, preview=preview(site.safety, proposal, matter, now=now))
    except Mistakes as wrong:
        draft = Draft(form=form, mistakes=wrong.found)
    except SafetyRefused as refused:
        draft = Draft(form=form, mistakes={"form": _sentence(refused)})
    if alone:
        return _part(request, signed, draft)
    return await _page(site, signed, request, looked, draft)


async def decided(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Decide the case; or the form again with what is to be mended."""
    looked = await look(site, signed, request)
    if looked is None:
        return missing(request)
    form, case = form_of(request), looked.file.case
    try:
        _check_free(looked, signed)
        proposal = read_proposal(form, case, by=signed.name, now=site.clock.now())
        if not signed.may(needed(proposal.measures)):
            raise Mistakes({"measure": "A senior decides what shuts an account out."})
        if seconding.waits(site.safety, proposal):
            by = Person(name=signed.name, roles=signed.roles)
            await seconding.propose_ending(site.safety, site.staff, proposal, by=by)
            return seen(f"{CASES}/{case.id}?done=proposed")
        await decide_case(site.safety, proposal)
    except Mistakes as wrong:
        draft = Draft(form=form, mistakes=wrong.found, status=422)
        return await _page(site, signed, request, looked, draft)
    except SafetyRefused as refused:
        return await _refused(site, signed, request, refused)
    await site.carry_out()
    return seen(f"{CASES}/{case.id}?done=decided")


async def closed(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Close a case in which nothing was found."""
    looked = await look(site, signed, request)
    if looked is None:
        return missing(request)
    case_id = looked.file.case.id
    try:
        _check_free(looked, signed)
        await close_case(site.safety, case_id, by=signed.name)
    except SafetyRefused as refused:
        return await _refused(site, signed, request, refused)
    await site.carry_out()
    return seen(f"{CASES}/{case_id}?done=closed")


async def look(site: ConsoleSite, signed: Signed, request: Request) -> Looked | None:
    """The case that an address names, as this member of the staff may see it."""
    case_id = case_number(request)
    if case_id is None:
        return None
    file = await site.safety.store.case_file(
        case_id, with_reporters=signed.may(Act.READ_REPORTERS), now=site.clock.now()
    )
    if file is None:
        return None
    hidden = file.blind and _may_review(signed, file.decided_by)
    decision = None
    if file.puid and not hidden:
        decision = await site.safety.store.decision(file.puid)
    events = [one for one in file.events if not (hidden and one.kind in _OUTCOMES)]
    # Nor does another case of the same person tell of it.
    earlier = [
        one for one in file.earlier if not (one.blind and _may_review(signed, one.decided_by))
    ]
    file = msgspec.structs.replace(file, earlier=earlier)
    if hidden:
        earlier = [one for one in earlier if one.case_id != case_id]
        file = msgspec.structs.replace(file, earlier=earlier, decided_by="", puid="")
    return Looked(file=file, hidden=hidden, events=events, decision=decision)


def _may_review(signed: Signed, decided_by: str) -> bool:
    """Whether somebody may have to look anew at what was decided."""
    return signed.may(Act.REVIEW_APPEAL) and decided_by != signed.name


def _check_free(looked: Looked, signed: Signed) -> None:
    case = looked.file.case
    if case.state is CaseState.OPEN and case.assignee not in ("", signed.name):
        raise SafetyRefused(f"{case.assignee} works on this case: they decide it, or give it back")


async def _refused(
    site: ConsoleSite, signed: Signed, request: Request, refused: SafetyRefused
) -> Response:
    """The case as it stands now: somebody else may have decided it meanwhile."""
    looked = await look(site, signed, request)
    if looked is None:
        return missing(request)
    form = form_of(request)
    if looked.file.case.state is not CaseState.OPEN:
        return await _page(site, signed, request, looked, Draft(form=form, status=409))
    draft = Draft(form=form, mistakes={"form": _sentence(refused)}, status=422)
    return await _page(site, signed, request, looked, draft)


async def _page(
    site: ConsoleSite, signed: Signed, request: Request, looked: Looked, draft: Draft = _NOTHING
) -> Response:
    file, now = looked.file, site.clock.now()
    case = file.case
    open_case = case.state is CaseState.OPEN
    return show(
        request,
        signed,
        "case.html",
        title=f"Case {case.id}: {about(case.subject, file.named)}",
        status=draft.status,
        file=file,
        case=case,
        looked=looked,
        open=open_case,
        waiting=() if looked.hidden else await waiting(site, signed, case.id),
        left=left(case.due, now=now),
        now=now,
        here=f"{CASES}/{case.id}",
        inbox=INBOX,
        kind=KINDS[case.subject.kind],
        surface=SURFACES[case.subject.surface],
        ways=WAYS,
        heading=heading,
        event=event,
        span=span,
        measures=MEASURES,
        grave=severity(case.category, case.keyword),
        policy=policy(case.category),
        why_grave=why_grave,
        lines=measure_lines(looked.decision, language="en") if looked.decision else (),
        provisional=(
            measure_lines(file.provisional, language="en") if file.provisional is not None else ()
        ),
        history=site.safety.history(file.told),
        exposure=await exposure(site, signed),
        may_decide=signed.may(Act.DECIDE),
        may_read=signed.may(Act.READ_EVIDENCE),
        may_classify=signed.may(Act.CLASSIFY),
        may_take_over=signed.may(Act.SUSPEND),
        may_propose=signed.may(Act.PROPOSE),
        decide_to=f"{CASES}/{case.id}/decide",
        rows=(),
        faults={},
        picker=picker(case, draft.form),
        mistakes=draft.mistakes,
        preview=draft.preview,
        typed=draft.form.typed() if draft.form is not None else {},
        done=request.query_params.get("done", ""),
        languages=NAMES,
        htmx=pages.asset_path("htmx.min.js"),
    )


def _part(request: Request, signed: Signed, draft: Draft) -> Response:
    return show(
        request,
        signed,
        "preview.html",
        title="Preview",
        preview=draft.preview,
        faults={},
        mistakes=draft.mistakes,
        languages=NAMES,
    )


async def exposure(site: ConsoleSite, signed: Signed) -> Exposure:
    """What somebody has looked at today (UTC)."""
    now = site.clock.now()
    return await site.safety.store.exposure(signed.name, since=now - now % _DAY_S)


def _sentence(refused: SafetyRefused) -> str:
    said = str(refused)
    return f"{said[:1].upper()}{said[1:]}."
