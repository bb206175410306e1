"""Pages of the console as text, and what goes out with them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from markupsafe import Markup
from starlette.responses import Response

from heliograph.safety.staff.roles import Act
from heliograph.web import pages
from heliograph.web.answers import always
from heliograph.web.languages import iso

STYLES = ("pages.css", "console.css", "console-cases.css")
SCRIPTS = ("console.js",)
"""What every page runs; all of it works without."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the navigation; `key` is what opens it after `g` on a keyboard."""

    path: str
    title: str
    act: Act
    key: str = ""


def page(
    template: str, *, title: str, path: str, more_scripts: Sequence[str] = (), **values: Any
) -> str:
    """A page of the console by its template; nobody is signed in unless `signed` says so."""
    given = {"signed": None, "links": (), **values}
    return pages.templates.get_template(f"console/{template}").render(
        title=title,
        path=path,
        stylesheets=tuple(pages.asset_path(name) for name in STYLES),
        scripts=tuple(pages.asset_path(name) for name in (*SCRIPTS, *more_scripts)),
        icon_path=pages.asset_path("icon.svg"),
        moment=moment,
        **given,
    )


def moment(date: int) -> Markup:
    """A time in Unix seconds, to the minute in UTC."""
    shown = datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%d %H:%M")
    return Markup('<time datetime="{}">{}</time>').format(iso(date), shown)


def console_answer(body: str, *, status: int = 200) -> Response:
    """A page that no cache keeps and no other site frames."""
    headers = {
        **always(),
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        # With `no-referrer` browsers send forms from nowhere (`Origin: null`):
        # https://fetch.spec.whatwg.org/#append-a-request-origin-header
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, noarchive",
    }
    return Response(body.encode("utf-8", "replace"), status, headers, "text/html")
