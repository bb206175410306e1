"""What every screen of the console works with, and who may open it.

A screen is a function of the site, of who is signed in, and of the request; `screen` guards it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from hmac import compare_digest
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.config import Limits
from heliograph.domain.errors import Wait, WorkerBusy
from heliograph.ports.blobs import Blobs
from heliograph.ports.clock import Clock
from heliograph.ports.compute import Compute
from heliograph.ports.random import Random
from heliograph.ports.store import Store
from heliograph.safety.deciding import Safety
from heliograph.safety.errors import NothingThere
from heliograph.safety.intake import Intake
from heliograph.safety.log.heads import LogKeeper
from heliograph.safety.log.store import LogStore
from heliograph.safety.staff.passkeys import Challenges
from heliograph.safety.staff.records import SessionBounds
from heliograph.safety.staff.roles import Act, Role, in_force, may
from heliograph.safety.staff.signing import Staffing, hashed
from heliograph.safety.staff.store import StaffStore
from heliograph.telemetry import metrics
from heliograph.web.console.devices import Devices
from heliograph.web.console.origin import Origin
from heliograph.web.console.pages import Link, console_answer, page
from heliograph.web.console.tries import Tries
from heliograph.web.trust.forms import FormTokens, NoForm, read_fields
from heliograph.web.visits import Visit, Visits

CONSOLE = "/console"
SIGN_IN = f"{CONSOLE}/sign-in"
ENROL = f"{CONSOLE}/enrol"
CSRF = "csrf"
_FIELDS_MAX = 500
_SEEN_EVERY_S = 60
"""How often it is written down that somebody is still there."""


class ConsoleSite(msgspec.Struct, frozen=True, kw_only=True):
    """What the screens work with. `carry_out` does at once what a decision has queued;
    `tokens` are those of forms before anybody is signed in, of which `tries` counts how many;
    `challenges` are those that passkeys have yet to answer."""

    staffing: Staffing
    safety: Safety
    intake: Intake
    store: Store
    blobs: Blobs
    log: LogStore
    keeper: LogKeeper
    clock: Clock
    random: Random
    compute: Compute
    limits: Limits
    visits: Visits
    origin: Origin
    tokens: FormTokens
    tries: Tries
    challenges: Challenges
    carry_out: Callable[[], Awaitable[None]]

    @property
    def staff(self) -> StaffStore:
        """What is kept of the staff."""
        return self.staffing.store

    @property
    def devices(self) -> Devices:
        """Browsers that staff signed in with before."""
        return Devices(self.staffing.key)

    @property
    def bounds(self) -> SessionBounds:
        """How long somebody stays signed in."""
        return SessionBounds(
            idle_s=self.limits.staff_idle_s, lifetime_s=self.limits.staff_session_s
        )


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in. `roles` are those that hold, `csrf` goes into each form as `CSRF`."""

    staff_id: int
    name: str
    roles: frozenset[Role]
    session_id: int
    csrf: str

    def may(self, act: Act) -> bool:
        """Whether they may do it."""
        return may(self.roles, act)


class Form:
    """What was typed and chosen in a form of ours."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        """The last value of a field, "" for none."""
        return self.all(name)[-1] if self.all(name) else ""

    def all(self, name: str) -> Sequence[str]:
        """Every value of a field, such as ticks."""
        return [value for key, value in self._fields if key == name]

    def typed(self) -> Mapping[str, str]:
        """The last value of each field, to show a form again."""
        return dict(self._fields)


Screen = Callable[[ConsoleSite, Signed, Request], Awaitable[Response]]
Answer = Callable[[Request], Awaitable[Response]]


def screen(site: ConsoleSite, *, act: Act) -> Callable[[Screen], Answer]:
    """Guards a screen: who is not signed in signs in first, and without the act's role nobody
    passes. Of whatever changes something, the form is read and known to be the session's own
    before the screen sees the request: `form_of` gives it.
    """

    def guard(shown: Screen) -> Answer:
        return guarded(site, partial(_guarded, site, shown, act))

    return guard


def form_of(request: Request) -> Form:
    """The form that a screen was sent."""
    form: Form = request.state.form
    return form


def guarded(site: ConsoleSite, answer: Answer) -> Answer:
    """What holds for every address of the console, signed in or not."""

    async def counted(request: Request) -> Response:
        try:
            site.visits.count(request, Visit.PAGE)
            made = await answer(request) if site.origin.serves(request) else missing(request)
        except Wait as wait:
            made = told(request, 429, "Too many requests", "Wait a moment and try again.")
            made.headers["Retry-After"] = str(wait.seconds)
        except WorkerBusy:
            made = told(request, 503, "Busy", "Try again in a moment.")
            made.headers["Retry-After"] = "1"
        except NothingThere:
            made = missing(request)
        metrics.PAGES.labels("console", made.status_code).inc()
        return made

    return counted


async def _guarded(site: ConsoleSite, shown: Screen, act: Act, request: Request) -> Response:
    signed = await signed_in(site, request)
    if signed is None:
        return RedirectResponse(_sign_in_first(request), 303, {"Cache-Control": "no-store"})
    if not signed.may(act):
        return told(
            request, 403, "Not for your role", "Your role does not include this.", signed=signed
        )
    if request.method not in ("GET", "HEAD"):
        try:
            request.state.form = await own_form(site, signed, request)
        except NoForm:
            return told(
                request,
                400,
                "Not sent",
                "That form was not one of this session: open it again.",
                signed=signed,
            )
    return await shown(site, signed, request)


async def signed_in(site: ConsoleSite, request: Request) -> Signed | None:
    """Who holds the session that a request brings; None for nobody."""
    token = request.cookies.get(site.origin.cookie(request), "")
    if not token:
        return None
    found = await site.staff.session(hashed(token))
    now = site.clock.now()
    if found is None or not site.bounds.holds(found[1], now):
        return None
    person, session = found
    if now >= session.seen + _SEEN_EVERY_S:
        await site.staff.session_seen(session.id, date=now)
    return Signed(
        staff_id=person.id,
        name=person.name,
        roles=in_force(person.roles, solo=site.safety.solo),
        session_id=session.id,
        csrf=_csrf(token),
    )


def _csrf(token: str) -> str:
    return blake2b(b"form", key=token.encode()[:64], digest_size=16, person=b"console").hexdigest()


async def own_form(site: ConsoleSite, signed: Signed, request: Request) -> Form:
    """The fields of a form that a page of this session sent. Raises NoForm."""
    site.origin.check(request)
    fields = await read_fields(
        request, bytes_max=site.limits.form_bytes_max, fields_max=_FIELDS_MAX
    )
    form = Form(fields)
    if not compare_digest(form.one(CSRF).encode(), signed.csrf.encode()):
        raise NoForm
    return form


def show(
    request: Request, signed: Signed, template: str, *, title: str, status: int = 200, **values: Any
) -> Response:
    """A screen by its template below `templates/console/`, with the navigation of who is signed
    in."""
    body = page(
        template,
        title=title,
        path=request.url.path,
        signed=signed,
        links=[link for link in LINKS if signed.may(link.act)],
        **values,
    )
    return console_answer(body, status=status)


def told(
    request: Request, status: int, title: str, text: str, *, signed: Signed | None = None
) -> Response:
    """A page that says one thing."""
    if signed is not None:
        return show(request, signed, "told.html", title=title, status=status, text=text)
    return console_answer(
        page("told.html", title=title, path=request.url.path, text=text), status=status
    )


def missing(request: Request) -> Response:
    """There is nothing there."""
    return told(request, 404, "Nothing here", "There is no such page.")


def _sign_in_first(request: Request) -> str:
    if request.method != "GET" or request.url.path == CONSOLE:
        return SIGN_IN
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{SIGN_IN}?next={quote(asked, safe='/')}"


LINKS: Sequence[Link] = (
    Link(path=f"{CONSOLE}/inbox", title="Inbox", act=Act.READ_INBOX, key="i"),
    Link(path=f"{CONSOLE}/appeals", title="Appeals", act=Act.READ_APPEALS, key="p"),
    Link(path=f"{CONSOLE}/second", title="Second person", act=Act.PROPOSE, key="2"),
    Link(path=f"{CONSOLE}/log", title="Log and keys", act=Act.READ_LOG, key="l"),
    Link(path=f"{CONSOLE}/audit", title="Access audit", act=Act.READ_AUDIT, key="a"),
    Link(path=f"{CONSOLE}/staff", title="Staff", act=Act.READ_STAFF, key="s"),
    Link(path=f"{CONSOLE}/account", title="My account", act=Act.OWN_ACCOUNT, key="m"),
)
"""The navigation, in its order; each is shown to those who may do its act."""
