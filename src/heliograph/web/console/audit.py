"""Who did what, and who read which evidence: for whoever looks after the staff."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.staff.audit import KINDS, AuditQuery
from heliograph.web.console.desk import CONSOLE, ConsoleSite, Signed, show

AUDIT = f"{CONSOLE}/audit"
_PAGE = 100
_NAME_LENGTH_MAX = 64
_DIGITS_MAX = 18


async def audit_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """A page of it, the latest first, as far as the filter lets through."""
    asked = request.query_params
    kind = asked.get("kind", "")
    query = AuditQuery(
        actor=asked.get("who", "").strip().lower()[:_NAME_LENGTH_MAX],
        kind=kind if kind in KINDS else "",
        case_id=_number(asked.get("case", "")),
        before=_number(asked.get("before", "")),
        limit=_PAGE + 1,
    )
    found = await site.staff.acts(query)
    shown, more = found[:_PAGE], len(found) > _PAGE
    filtered = {
        "who": query.actor,
        "kind": query.kind,
        "case": str(query.case_id) if query.case_id else "",
    }
    kept = {name: value for name, value in filtered.items() if value}
    older = f"{AUDIT}?{urlencode({**kept, 'before': shown[-1].id})}" if more else ""
    return show(
        request,
        signed,
        "audit.html",
        title="Access audit",
        acts=shown,
        kinds=KINDS,
        filtered=filtered,
        older=older,
        newest=f"{AUDIT}?{urlencode(kept)}" if query.before else "",
    )


def _number(said: str) -> int:
    """A number in a filter; 0 for what is none."""
    said = said.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS_MAX else 0
