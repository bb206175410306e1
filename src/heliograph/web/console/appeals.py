"""Appeals: somebody else looks at it anew, and sees the first reasons after giving their own."""

from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.appeals import ARGUMENT_LENGTH_MAX, Appeal, Outcome, Side
from heliograph.safety.deciding import end_appeal, write_view
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.grave_texts import why_grave
from heliograph.safety.staff.roles import Act
from heliograph.safety.statement_texts import measure_lines
from heliograph.web.console.cases import exposure
from heliograph.web.console.desk import CONSOLE, ConsoleSite, Form, Signed, form_of, missing, show
from heliograph.web.console.inbox import CASES, number, seen
from heliograph.web.console.policies import policy
from heliograph.web.console.wording import WAYS, about, heading, span

APPEALS = f"{CONSOLE}/appeals"
_LISTED = 100
_TEXT_MAX = ARGUMENT_LENGTH_MAX


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed, and what of it is to be mended."""

    form: Form | None = None
    mistakes: Mapping[str, str] = {}
    status: int = 200


_NOTHING = Typed()


async def appeals_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Those that wait, the oldest first."""
    waiting = await site.safety.store.open_appeals(limit=_LISTED)
    now = site.clock.now()
    return show(
        request,
        signed,
        "appeals.html",
        title="Appeals",
        rows=[(one, span(now - one.date), is_theirs(one, signed)) for one in waiting],
        Side=Side,
    )


async def appeal_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """One of them."""
    appeal = await _appeal(site, request)
    return missing(request) if appeal is None else await _page(site, signed, request, appeal)


async def viewed(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Write down what one thinks; then the first reasoning is shown."""
    appeal = await _appeal(site, request)
    if appeal is None:
        return missing(request)
    form = form_of(request)
    view = form.one("view").strip()
    if mistakes := _text_mistakes("view", view, "Write down what you think of it."):
        typed = Typed(form=form, mistakes=mistakes, status=422)
        return await _page(site, signed, request, appeal, typed)
    try:
        await write_view(site.safety, appeal.id, reviewer=signed.name, view=view)
    except SafetyRefused as refused:
        return await _refused(site, signed, request, refused)
    return seen(f"{APPEALS}/{appeal.id}")


async def ended(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Let the decision stand or take it back, with reasons."""
    appeal = await _appeal(site, request)
    if appeal is None:
        return missing(request)
    form = form_of(request)
    outcome, reasons = form.one("outcome"), form.one("reasons").strip()
    mistakes = _text_mistakes("reasons", reasons, "Give the reasons.")
    if outcome not in (Outcome.UPHELD, Outcome.REVERSED):
        mistakes = {"outcome": "Choose what becomes of the decision.", **mistakes}
    if mistakes:
        typed = Typed(form=form, mistakes=mistakes, status=422)
        return await _page(site, signed, request, appeal, typed)
    try:
        await end_appeal(
            site.safety,
            appeal.id,
            reviewer=signed.name,
            reversed_=outcome == Outcome.REVERSED,
            reasons=reasons,
        )
    except SafetyRefused as refused:
        return await _refused(site, signed, request, refused)
    await site.carry_out()
    return seen(f"{APPEALS}/{appeal.id}?done={outcome}")


def is_theirs(appeal: Appeal, signed: Signed) -> bool:
    """Whether somebody decided what is appealed, and so does not review it."""
    return signed.name in appeal.deciders


def _text_mistakes(name: str, said: str, lacking: str) -> dict[str, str]:
    if not said:
        return {name: lacking}
    return {name: f"At most {_TEXT_MAX} characters."} if len(said) > _TEXT_MAX else {}


async def _appeal(site: ConsoleSite, request: Request) -> Appeal | None:
    appeal_id = number(request.path_params["appeal"])
    return None if appeal_id is None else await site.safety.store.appeal(appeal_id)


async def _refused(
    site: ConsoleSite, signed: Signed, request: Request, refused: SafetyRefused
) -> Response:
    """The appeal as it stands now: somebody else may have been there meanwhile."""
    appeal = await _appeal(site, request)
    if appeal is None:
        return missing(request)
    said = str(refused)
    mistakes = {"form": f"{said[:1].upper()}{said[1:]}."}
    typed = Typed(form=form_of(request), mistakes=mistakes, status=409)
    return await _page(site, signed, request, appeal, typed)


async def _page(
    site: ConsoleSite, signed: Signed, request: Request, appeal: Appeal, typed: Typed = _NOTHING
) -> Response:
    now = site.clock.now()
    file = await site.safety.store.case_file(appeal.case_id, now=now)
    if file is None:
        return missing(request)
    case, decision = file.case, appeal.decision
    return show(
        request,
        signed,
        "appeal.html",
        title=f"Appeal {appeal.id}: {about(case.subject, file.named)}",
        status=typed.status,
        appeal=appeal,
        file=file,
        case=case,
        heading=heading,
        ways=WAYS,
        span=span,
        now=now,
        policy=policy(case.category),
        why_grave=why_grave,
        here=f"{APPEALS}/{appeal.id}",
        case_page=f"{CASES}/{case.id}",
        list=APPEALS,
        decided_it=is_theirs(appeal, signed),
        others=appeal.reviewer not in ("", signed.name),
        may_review=signed.may(Act.REVIEW_APPEAL),
        may_read=signed.may(Act.READ_EVIDENCE),
        exposure=await exposure(site, signed),
        lines=measure_lines(decision, language="en") if decision is not None else (),
        typed=typed.form.typed() if typed.form is not None else {},
        mistakes=typed.mistakes,
        done=request.query_params.get("done", ""),
        most=_TEXT_MAX,
    )
