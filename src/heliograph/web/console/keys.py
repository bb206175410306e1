"""What the keyboard does, on a page of its own."""

from starlette.requests import Request
from starlette.responses import Response

from heliograph.web.console.desk import ConsoleSite, Signed, show

KEYS = (
    ("j", "Next row"),
    ("k", "Row before"),
    ("Enter", "Open the row"),
    ("x", "Take the row's case, or the one that is open"),
    ("s", "Tick the row's case, to decide it together with others"),
    ("b", "Decide together those that are ticked"),
    ("/", "Filter"),
    ("n", "Further cases; after a decision, the next case"),
    ("u", "Back up: to the inbox, or to the case"),
    ("d", "Go to the decision"),
    ("e", "Show what was reported"),
    ("c", "Cover a picture again"),
    ("p", "Preview the statement"),
    ("?", "This page"),
)


async def keys_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """All keys."""
    return show(request, signed, "keys.html", title="Keys", keys=KEYS)
