"""Several cases of a kind decided alike: chosen in the inbox, proposed here to a second person."""

from collections.abc import Mapping, Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.caseload import Named
from heliograph.safety.cases import Case
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.previewing import Preview
from heliograph.safety.staff.proposals import REASON_LENGTH_MAX, needed
from heliograph.safety.staff.seconding import Person
from heliograph.safety.staff.together import (
    CASES_MAX,
    CASES_MIN,
    Together,
    propose_together,
    tried,
    unfit,
)
from heliograph.web import pages
from heliograph.web.console.desk import CONSOLE, ConsoleSite, Form, Signed, form_of, show, told
from heliograph.web.console.inbox import INBOX, number, seen
from heliograph.web.console.proposing import Mistakes, picker, read_proposal
from heliograph.web.console.seconds import SECONDS
from heliograph.web.console.wording import Left, about, heading, left
from heliograph.web.trust.words import NAMES

TOGETHER = f"{CONSOLE}/together"
_FEW = f"Choose from {CASES_MIN} to {CASES_MAX} cases of one kind."


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A case that somebody chose in the inbox; `unfit` is why it is not decided with the others,
    `ticked` that it still is one of them."""

    case: Case
    about: str
    heading: str
    left: Left
    unfit: str
    ticked: bool


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed, what of it is to be mended, and what came of trying it."""

    form: Form | None = None
    mistakes: Mapping[str, str] = {}
    tried: Mapping[int, Preview] = {}
    status: int = 200


_NOTHING = Draft()


async def together_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """The cases that were ticked in the inbox, with the form to decide them."""
    chosen = _numbers(request.query_params.getlist("case"))
    found = await site.safety.store.cases_named(chosen)
    return _page(site, signed, request, found)


async def previewed(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """What the statements would say: the whole page, or for a script the part that says it."""
    form = form_of(request)
    found = await _all(site, form)
    draft = await _tried(site, signed, form, found)
    if request.headers.get("hx-request") == "true":
        return show(
            request,
            signed,
            "preview.html",
            title="Preview",
            preview=_first(draft),
            faults=_faults(draft),
            mistakes=draft.mistakes,
            languages=NAMES,
        )
    return _page(site, signed, request, found, draft)


async def proposed(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Have it wait for a second person; or the form again with what is to be mended."""
    form = form_of(request)
    found = await _all(site, form)
    try:
        together = _read(site, signed, form, found)
        reason = _reason(form)
        if not signed.may(needed(together.proposal.measures)):
            raise Mistakes({"measure": "A senior decides what shuts an account out."})
        by = Person(name=signed.name, roles=signed.roles)
        pending = await propose_together(site.safety, site.staff, together, reason=reason, by=by)
    except Mistakes as wrong:
        draft = Draft(form=form, mistakes=wrong.found, status=422)
        return _page(site, signed, request, found, draft)
    except SafetyRefused as refused:
        draft = await _tried(site, signed, form, found)
        said = str(refused)
        mistakes = {"form": f"{said[:1].upper()}{said[1:]}."}
        draft = msgspec.structs.replace(draft, mistakes=mistakes, status=422)
        return _page(site, signed, request, found, draft)
    return seen(f"{SECONDS}/{pending.id}?done=proposed")


async def _tried(
    site: ConsoleSite, signed: Signed, form: Form, found: Sequence[tuple[Case, Named]]
) -> Draft:
    try:
        together = _read(site, signed, form, found)
    except Mistakes as wrong:
        return Draft(form=form, mistakes=wrong.found)
    return Draft(form=form, tried=await tried(site.safety, together, by=signed.name))


def _read(
    site: ConsoleSite, signed: Signed, form: Form, found: Sequence[tuple[Case, Named]]
) -> Together:
    """What is proposed of those that are ticked. Raises Mistakes."""
    ticked = set(_numbers(form.all("case")))
    cases = [case for case, _ in found if case.id in ticked]
    if not CASES_MIN <= len(cases) <= CASES_MAX:
        raise Mistakes({"case": _FEW})
    proposal = read_proposal(form, cases[0], by=signed.name, now=site.clock.now())
    return Together(
        kind=cases[0].subject.kind,
        case_ids=tuple(case.id for case in cases),
        proposal=msgspec.structs.replace(proposal, case_id=0),
    )


def _reason(form: Form) -> str:
    said = form.one("why").strip()
    if not said:
        raise Mistakes({"why": "Say why these belong together."})
    if len(said) > REASON_LENGTH_MAX:
        raise Mistakes({"why": f"At most {REASON_LENGTH_MAX} characters; these are {len(said)}."})
    return said


async def _all(site: ConsoleSite, form: Form) -> Sequence[tuple[Case, Named]]:
    """Those that are ticked and those that were."""
    return await site.safety.store.cases_named(_numbers(form.all("all")))


def _numbers(said: Sequence[str]) -> tuple[int, ...]:
    """Cases by their numbers, each once, no more than are decided together."""
    found = dict.fromkeys(one for one in map(number, said) if one is not None)
    return tuple(found)[:CASES_MAX]


def _first(draft: Draft) -> Preview | None:
    """The statement of the first case that can be decided so."""
    return next((one for one in draft.tried.values() if not one.fault), None)


def _faults(draft: Draft) -> Mapping[int, str]:
    return {case_id: one.fault for case_id, one in draft.tried.items() if one.fault}


def _page(
    site: ConsoleSite,
    signed: Signed,
    request: Request,
    found: Sequence[tuple[Case, Named]],
    draft: Draft = _NOTHING,
) -> Response:
    if len(found) < CASES_MIN:
        return told(request, 422, "Too few cases", f"{_FEW} Tick them in the inbox.", signed=signed)
    rows = _rows(signed, found, draft, now=site.clock.now())
    return show(
        request,
        signed,
        "together.html",
        title="Decide cases together",
        status=draft.status,
        rows=rows,
        inbox=INBOX,
        here=TOGETHER,
        decide_to=TOGETHER,
        picker=picker(found[0][0], draft.form),
        mistakes=draft.mistakes,
        preview=_first(draft),
        faults=_faults(draft),
        why=draft.form.one("why") if draft.form is not None else "",
        why_max=REASON_LENGTH_MAX,
        languages=NAMES,
        htmx=pages.asset_path("htmx.min.js"),
    )


def _rows(
    signed: Signed, found: Sequence[tuple[Case, Named]], draft: Draft, *, now: int
) -> Sequence[Chosen]:
    kind = found[0][0].subject.kind
    ticked = None if draft.form is None else set(_numbers(draft.form.all("case")))
    faults = _faults(draft)
    rows = []
    for case, named in found:
        why = unfit(case, kind=kind, by=signed.name) or faults.get(case.id, "")
        rows.append(
            Chosen(
                case=case,
                about=about(case.subject, named),
                heading=heading(case.category, case.keyword),
                left=left(case.due, now=now),
                unfit=why,
                ticked=not why if ticked is None else case.id in ticked,
            )
        )
    return rows
