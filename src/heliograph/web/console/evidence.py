"""What was reported, as it stood: shown to who says why, noted before it is, pictures covered."""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety import casework
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.evidence import Evidence
from heliograph.safety.sealing import REASON_LENGTH_MAX as CLASSIFYING_LENGTH_MAX
from heliograph.safety.sealing import Seal
from heliograph.safety.staff.roles import Act
from heliograph.web.console.cases import exposure, look
from heliograph.web.console.desk import ConsoleSite, Form, Signed, form_of, missing, show, told
from heliograph.web.console.exhibits import STEPS, Exhibit, closed, exhibits
from heliograph.web.console.inbox import CASES, case_number, number, seen
from heliograph.web.console.wording import about

REASON_LENGTH_MAX = 200


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot with its files, and the seals of those that are not shown."""

    kept: Evidence
    files: tuple[Exhibit, ...]
    closed: Sequence[Seal] = ()


async def evidence_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Note who looks and why; then what was reported, all pictures covered but the one asked
    for."""
    looked = await look(site, signed, request)
    if looked is None:
        return missing(request)
    file, form = looked.file, form_of(request)
    reason = " ".join(form.one("reason").split())
    if not reason or len(reason) > REASON_LENGTH_MAX:
        return _ask(request, signed, file.case.id, reason)
    try:
        kept = await casework.read_evidence(
            site.safety, file.case.id, by=signed.name, reason=reason
        )
    except SafetyRefused:
        text = "Abuse of children is not looked at again. Nothing was shown, and nothing noted."
        return told(request, 403, "Sealed", text, signed=signed)
    name, step = _asked(form)
    pages = [
        Page(
            kept=one,
            files=await exhibits(site, signed, one, uncovered=name, step=step),
            closed=closed(signed, one),
        )
        for one in kept
    ]
    return show(
        request,
        signed,
        "evidence.html",
        title=f"Case {file.case.id}: what was reported",
        about=about(file.case.subject, file.named),
        here=f"{CASES}/{file.case.id}",
        pages=pages,
        reason=reason,
        exposure=await exposure(site, signed),
        may_classify=signed.may(Act.CLASSIFY),
        why_max=CLASSIFYING_LENGTH_MAX,
        Seal=Seal,
    )


async def classified(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Say of a file whether it is abuse of a child; back to the case."""
    case_id, form = case_number(request), form_of(request)
    kept_id = number(form.one("kept"))
    if case_id is None or kept_id is None or form.one("abuse") not in ("yes", "no"):
        return missing(request)
    abuse = form.one("abuse") == "yes"
    try:
        await casework.classify(
            site.safety, kept_id, by=signed.name, abuse=abuse, reason=form.one("why")
        )
    except NothingThere:
        return missing(request)
    except SafetyRefused as refused:
        text = f"{str(refused).capitalize()}. Go back, and nothing else is lost."
        return told(request, 422, "Not noted", text, signed=signed)
    return seen(f"{CASES}/{case_id}?done=classified")


def _asked(form: Form) -> tuple[str, str]:
    """Which file is to be uncovered, and how far."""
    name, _, step = form.one("show").partition(" ")
    return (name, step) if step in STEPS else ("", "")


def _ask(request: Request, signed: Signed, case_id: int, reason: str) -> Response:
    long = f"At most {REASON_LENGTH_MAX} characters." if reason else ""
    return show(
        request,
        signed,
        "evidence_why.html",
        title=f"Case {case_id}: why do you look?",
        status=422,
        here=f"{CASES}/{case_id}",
        reason=reason,
        mistakes={"reason": long or "Say why you look: it is noted before anything is shown."},
        most=REASON_LENGTH_MAX,
    )
