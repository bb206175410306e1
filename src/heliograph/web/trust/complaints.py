"""Complaints about decisions, by a form that stands below what is complained of.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj#art_20
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.domain.entities import utf16_length
from heliograph.domain.errors import Wait
from heliograph.safety.appeals import ARGUMENT_LENGTH_MAX
from heliograph.safety.errors import SafetyRefused
from heliograph.web import pages
from heliograph.web.trust.desk import TrustSite, refused
from heliograph.web.trust.forms import TOKEN, NoForm, read_form
from heliograph.web.visits import Visit

Again = Callable[..., Response]
"""The page once more, with `place`, what was `typed`, `mistakes` and a `status`."""

File = Callable[[str, int], Awaitable[int]]
"""Keeps an argument, at a Unix time. Raises SafetyRefused."""


async def take(
    site: TrustSite, request: Request, *, page: str, then: str, again: Again, file: File
) -> Response:
    """Lead to `then` once a complaint is kept, or show the page again with what to mend."""
    try:
        typed = await read_form(request, bytes_max=site.limits.form_bytes_max)
    except NoForm:
        return refused(site, request)
    place: pages.Place = site.place(request, typed.get("lang", ""))
    argument, now = typed.get("argument", "").strip(), site.clock.now()
    mistakes: dict[str, str] = {}
    headers: dict[str, str] = {}
    if not argument or utf16_length(argument) > ARGUMENT_LENGTH_MAX:
        mistakes["argument"] = "mend_argument_long" if argument else "mend_argument"
    else:
        try:
            site.visits.count(request, Visit.NOTICE)
            if site.tokens.spend(typed.get(TOKEN, ""), page, now):
                await file(argument, now)
            else:
                mistakes["form"] = "mend_form"
        except Wait as wait:
            mistakes["form"], headers["Retry-After"] = "mend_wait", str(wait.seconds)
        except SafetyRefused:
            mistakes["form"] = "mend_appeal"
    if not mistakes:
        return RedirectResponse(f"{then}&lang={place.language.code}", 303)
    made = again(place=place, typed=typed, mistakes=mistakes, status=429 if headers else 422)
    made.headers.update(headers)
    return made
