"""The addresses of the console."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from heliograph.safety.staff.roles import Act
from heliograph.web.console import appeals, archive, cases, door, passkeys, seconds, staff, together
from heliograph.web.console.audit import audit_screen
from heliograph.web.console.desk import (
    CONSOLE,
    ENROL,
    LINKS,
    SIGN_IN,
    ConsoleSite,
    Screen,
    Signed,
    guarded,
    screen,
)
from heliograph.web.console.evidence import classified, evidence_screen
from heliograph.web.console.exhibits import media
from heliograph.web.console.inbox import inbox_screen, take
from heliograph.web.console.keys import keys_screen
from heliograph.web.console.log import log_screen
from heliograph.web.console.people import account_screen, end_session

Door = Callable[[ConsoleSite, Request], Awaitable[Response]]


def routes(site: ConsoleSite) -> list[BaseRoute]:
    """The addresses of the console; one line for each screen, with the act that opens it."""

    def at(path: str, shown: Screen, act: Act, *methods: str) -> Route:
        return Route(
            CONSOLE + path, screen(site, act=act)(shown), methods=list(methods or ("GET",))
        )

    def open_to_all(path: str, answer: Door, *methods: str) -> Route:
        return Route(path, guarded(site, partial(answer, site)), methods=list(methods))

    return [
        open_to_all(SIGN_IN, door.sign_in_page, "GET"),
        open_to_all(SIGN_IN, door.sign_in, "POST"),
        open_to_all(f"{SIGN_IN}/passkey/options", passkeys.ask_to_prove, "POST"),
        open_to_all(f"{SIGN_IN}/passkey", passkeys.sign_in, "POST"),
        open_to_all(ENROL, door.enrol_page, "GET"),
        open_to_all(ENROL, door.enrol, "POST"),
        at("", _first, Act.OWN_ACCOUNT),
        at("/inbox", inbox_screen, Act.READ_INBOX),
        at("/cases/{case}", cases.case_screen, Act.READ_CASE),
        at("/cases/{case}/take", take, Act.DECIDE, "POST"),
        at("/cases/{case}/preview", cases.previewed, Act.DECIDE, "POST"),
        at("/cases/{case}/decide", cases.decided, Act.DECIDE, "POST"),
        at("/cases/{case}/close", cases.closed, Act.DECIDE, "POST"),
        at("/cases/{case}/out", archive.out_screen, Act.PROPOSE),
        at("/cases/{case}/out", archive.proposed_out, Act.PROPOSE, "POST"),
        at("/cases/{case}/evidence", evidence_screen, Act.READ_EVIDENCE, "POST"),
        at("/cases/{case}/classify", classified, Act.CLASSIFY, "POST"),
        at("/cases/{case}/media/{file}/{variant}", media, Act.READ_EVIDENCE),
        at("/appeals", appeals.appeals_screen, Act.READ_APPEALS),
        at("/appeals/{appeal}", appeals.appeal_screen, Act.READ_APPEALS),
        at("/appeals/{appeal}/view", appeals.viewed, Act.REVIEW_APPEAL, "POST"),
        at("/appeals/{appeal}/end", appeals.ended, Act.REVIEW_APPEAL, "POST"),
        at("/keys", keys_screen, Act.OWN_ACCOUNT),
        at("/together", together.together_screen, Act.DECIDE),
        at("/together", together.proposed, Act.DECIDE, "POST"),
        at("/together/preview", together.previewed, Act.DECIDE, "POST"),
        at("/second", seconds.seconds_screen, Act.PROPOSE),
        at("/second/{proposal}", seconds.second_screen, Act.PROPOSE),
        at("/second/{proposal}", seconds.ended, Act.PROPOSE, "POST"),
        at("/second/{proposal}/archive", archive.fetched, Act.PROPOSE, "POST"),
        at("/log", log_screen, Act.READ_LOG),
        at("/audit", audit_screen, Act.READ_AUDIT),
        at("/staff", staff.staff_screen, Act.READ_STAFF),
        at("/staff", staff.proposed, Act.MANAGE_STAFF, "POST"),
        at("/staff/{proposal}", staff.ended, Act.MANAGE_STAFF, "POST"),
        at("/account", account_screen, Act.OWN_ACCOUNT),
        at("/account/passkeys/options", passkeys.ask_to_make, Act.OWN_ACCOUNT, "POST"),
        at("/account/passkeys", passkeys.add, Act.OWN_ACCOUNT, "POST"),
        at("/account/passkeys/remove", passkeys.remove, Act.OWN_ACCOUNT, "POST"),
        at("/account/sessions", end_session, Act.OWN_ACCOUNT, "POST"),
        at("/sign-out", _sign_out, Act.OWN_ACCOUNT, "POST"),
    ]


async def _first(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """The first screen of the navigation that is theirs."""
    first = next(link.path for link in LINKS if signed.may(link.act))
    return RedirectResponse(first, 303, {"Cache-Control": "no-store"})


async def _sign_out(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    date = site.clock.now()
    await site.staff.end_session(signed.staff_id, signed.session_id, date=date)
    made = RedirectResponse(SIGN_IN, 303, {"Cache-Control": "no-store"})
    # Browsers let a `__Secure-` cookie be taken away only by one that is `Secure`, too.
    made.delete_cookie(
        site.origin.cookie(request),
        path=CONSOLE,
        secure=site.origin.is_secure(request),
        httponly=True,
        samesite="strict",
    )
    return made
