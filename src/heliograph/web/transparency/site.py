"""`/transparency` and `/transparency.csv`: what the public log adds up to, for whoever looks.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj#art_15
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from heliograph.domain.errors import Wait, WorkerBusy
from heliograph.domain.public_pages import PreviewRules
from heliograph.telemetry import metrics
from heliograph.web import pages
from heliograph.web.answers import is_known, page_answer
from heliograph.web.languages import Language, language_for
from heliograph.web.links import Links
from heliograph.web.transparency.page import transparency_page
from heliograph.web.transparency.snapshot import Snapshot, Snapshots, csv_tag
from heliograph.web.transparency.words import words
from heliograph.web.visits import Visit, Visits
from heliograph.web.words import WORDS

PAGE = "/transparency"
TABLE = "/transparency.csv"
_NO_POSTS = PreviewRules(channels=False, groups=False)
_PERIOD = re.compile(r"[0-9]{4}-[0-9]{2}")
_FOR_ANYBODY = {
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=2",
}


class TransparencySite(msgspec.Struct, frozen=True, kw_only=True):
    """What the addresses are made of; `public_url` as in `web.site.Site`, `solo` says that one
    person decides alone."""

    snapshots: Snapshots
    visits: Visits
    solo: bool
    public_url: str = ""

    def place(self, request: Request) -> pages.Place:
        """The language asked for or else the browser's, and addresses, for one request."""
        base = self.public_url or f"{request.url.scheme}://{request.url.netloc}"
        asked = request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        language = Language(asked) if asked in WORDS else language_for(accepted)
        return pages.Place(language=language, links=Links(base), rules=_NO_POSTS)


def routes(site: TransparencySite) -> list[BaseRoute]:
    """The page and its table."""
    return [
        Route(PAGE, _counted(site, partial(_page, site)), methods=["GET"]),
        Route(TABLE, _counted(site, partial(_table, site)), methods=["GET"]),
    ]


async def _page(site: TransparencySite, request: Request) -> Response:
    snapshot, period = await site.snapshots.newest(), _period(request)
    if period is None or (period and period not in snapshot.figures.months):
        return _no_month(site, request)
    place = site.place(request)
    body = snapshot.page(
        (place.links.base, place.language.code, period),
        partial(transparency_page, place, snapshot, period=period, solo=site.solo),
    )
    return page_answer(request, body, index=True)


async def _table(site: TransparencySite, request: Request) -> Response:
    snapshot, period = await site.snapshots.newest(), _period(request)
    if period is None or (period and period not in snapshot.lines):
        return _no_month(site, request)
    return _csv(request, snapshot, period)


def _csv(request: Request, snapshot: Snapshot, period: str) -> Response:
    parts = snapshot.csv(period)
    headers = {**_FOR_ANYBODY, "ETag": csv_tag(parts)}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    name = f"transparency-{period}.csv" if period else "transparency.csv"
    headers |= {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(sum(map(len, parts))),
    }
    media_type = "text/csv; charset=utf-8; header=present"
    return StreamingResponse(_streamed(parts), headers=headers, media_type=media_type)


async def _streamed(parts: Sequence[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def _period(request: Request) -> str | None:
    """The month asked for, "" for none; None for what can be none."""
    said = request.query_params.get("period", "")
    return said if not said or _PERIOD.fullmatch(said) else None


def _counted(
    site: TransparencySite, answer: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def counted(request: Request) -> Response:
        try:
            site.visits.count(request, Visit.PAGE)
            made = await answer(request)
        except Wait as wait:
            made = _too_fast(site, request, 429, after_s=wait.seconds)
        except WorkerBusy:
            made = _too_fast(site, request, 503, after_s=1)
        metrics.PAGES.labels("transparency", made.status_code).inc()
        return made

    return counted


def _no_month(site: TransparencySite, request: Request) -> Response:
    say = words()[site.place(request).language.code]
    return _told(site, request, 404, title=say["no_month"], text=say["no_month_text"])


def _too_fast(site: TransparencySite, request: Request, status: int, *, after_s: int) -> Response:
    say = site.place(request).language.say
    made = _told(site, request, status, title=say("too_fast"), text=say("too_fast_text"))
    made.headers["Retry-After"] = str(after_s)
    return made


def _told(
    site: TransparencySite, request: Request, status: int, *, title: str, text: str
) -> Response:
    body = pages.notice_page(site.place(request), title=title, text=text)
    made = page_answer(request, body, status=status)
    made.headers["Cache-Control"] = "no-store"
    return made
