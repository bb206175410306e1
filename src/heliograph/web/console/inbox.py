"""The inbox: open cases by their clock, and whose they are."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.safety.caseload import Named, Sieve, is_suspected, place_in
from heliograph.safety.cases import Case
from heliograph.safety.casework import leave_case, take_case
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff.roles import Act
from heliograph.safety.surfaces import Surface
from heliograph.safety.taxonomy import categories, title
from heliograph.web.console.desk import CONSOLE, ConsoleSite, Signed, form_of, missing, show, told
from heliograph.web.console.wording import SURFACES, Left, about, heading, left

INBOX = f"{CONSOLE}/inbox"
CASES = f"{CONSOLE}/cases"
PAGE = 40
_DIGITS_MAX, _NUMBER_MAX = 19, 2**63 - 1
"""Of a row, as the database counts."""

_MINE, _FREE, _OVERDUE, _DECIDED = "mine", "free", "overdue", "decided"
_VIEWS: Sequence[tuple[str, str]] = (
    ("", "All open"),
    (_MINE, "Mine"),
    (_FREE, "Nobody's"),
    (_OVERDUE, "Overdue"),
    (_DECIDED, "Decided"),
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the inbox lists it."""

    case: Case
    about: str
    heading: str
    surface: str
    left: Left
    suspected: bool


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked the inbox for; what makes no sense is left out."""

    view: str = ""
    category: str = ""
    surface: str = ""
    after: tuple[int, int] | None = None

    def address(self, **changed: object) -> str:
        """Where the inbox shows this, with some of it changed."""
        asked = msgspec.structs.replace(self, **changed)
        fields = {"view": asked.view, "category": asked.category, "surface": asked.surface}
        if asked.after is not None:
            fields["after"] = f"{asked.after[0]}.{asked.after[1]}"
        given = urlencode({name: value for name, value in fields.items() if value})
        return f"{INBOX}?{given}" if given else INBOX


async def inbox_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Cases, the most urgent first."""
    wanted, now = read_wanted(request.query_params), site.clock.now()
    sieve = _sieve(wanted, signed, now)
    found = await site.safety.store.sift(sieve, after=wanted.after, limit=PAGE + 1)
    counts = await site.safety.store.counts(staff=signed.name, now=now)
    shown = found[:PAGE]
    further = ""
    if len(found) > PAGE:
        last = shown[-1][0]
        further = wanted.address(after=place_in(sieve, last))
    numbers = {"": counts.open, _MINE: counts.mine, _FREE: counts.free, _OVERDUE: counts.overdue}
    return show(
        request,
        signed,
        "inbox.html",
        title="Inbox",
        rows=[_row(case, named, now) for case, named in shown],
        decided=wanted.view == _DECIDED,
        views=[
            (wanted.address(view=view, after=None), name, view == wanted.view, numbers.get(view))
            for view, name in _VIEWS
        ],
        wanted=wanted,
        here=wanted.address(),
        further=further,
        first=wanted.address(after=None) if wanted.after else "",
        categories=[(code, title(code, "en")) for code in categories()],
        surfaces=SURFACES,
        may_take=signed.may(Act.DECIDE),
        may_choose=signed.may(Act.DECIDE) and signed.may(Act.PROPOSE) and wanted.view != _DECIDED,
        now=now,
    )


async def take(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Make a case one's own, or give it back, and return to where that was asked."""
    case_id, form = case_number(request), form_of(request)
    if case_id is None:
        return missing(request)
    if form.one("act") == "leave":
        await leave_case(site.safety, case_id, by=signed.name)
    else:
        over = form.one("act") == "over" and signed.may(Act.SUSPEND)
        try:
            await take_case(site.safety, case_id, by=signed.name, over=over)
        except NothingThere:
            return missing(request)
        except SafetyRefused as refused:
            text = f"{str(refused).capitalize()}."
            return told(request, 409, "Not taken", text, signed=signed)
    then = form.one("then")
    own = then == INBOX or then.startswith((f"{INBOX}?", f"{CASES}/"))
    # Of ours alone: another one would lead somebody away.
    return seen(then if own and "\\" not in then else f"{CASES}/{case_id}")


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """What an address asks for."""
    view, category = query.get("view", ""), query.get("category", "")
    surface = query.get("surface", "")
    return Wanted(
        view=view if view in dict(_VIEWS) else "",
        category=category if category in categories() else "",
        surface=surface if surface in set(Surface) else "",
        after=_after(query.get("after", "")),
    )


def case_number(request: Request) -> int | None:
    """The case that an address names, None for what is no number of one."""
    said: str = request.path_params["case"]
    return number(said)


def number(said: str) -> int | None:
    """A row's number as an address has it; those of files have up to 19 digits."""
    good = said.isascii() and said.isdigit() and len(said) <= _DIGITS_MAX
    return int(said) if good and int(said) <= _NUMBER_MAX else None


def seen(address: str) -> Response:
    """After a form no browser sends it again."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _after(said: str) -> tuple[int, int] | None:
    place, _, case_id = said.partition(".")
    digits = place.removeprefix("-")
    good = digits.isascii() and digits.isdigit() and len(digits) < 19
    last = number(case_id)
    return (int(place), last) if good and last is not None else None


def _sieve(wanted: Wanted, signed: Signed, now: int) -> Sieve:
    whose = {_MINE: signed.name, _FREE: ""}
    return Sieve(
        decided=wanted.view == _DECIDED,
        category=wanted.category,
        surface=wanted.surface,
        assignee=whose.get(wanted.view),
        due_before=now if wanted.view == _OVERDUE else 0,
    )


def _row(case: Case, named: Named, now: int) -> Row:
    return Row(
        case=case,
        about=about(case.subject, named),
        heading=heading(case.category, case.keyword),
        surface=SURFACES[case.subject.surface],
        left=left(case.due, now=now),
        suspected=is_suspected(case),
    )
