"""A decision's page, for whom it affects: what was done, why, and how to complain.

Whoever has the address of the service account's message may read it; there is no other way in.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj#art_17
"""

from collections.abc import Mapping
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.appeals import ARGUMENT_LENGTH_MAX, Aftermath
from heliograph.safety.deciding import complain
from heliograph.safety.decisions import Decision
from heliograph.safety.matters import Statement
from heliograph.safety.statement_texts import measure_lines, reason_lines, redress_line
from heliograph.telemetry import metrics
from heliograph.web import pages
from heliograph.web.answers import page_answer
from heliograph.web.languages import iso
from heliograph.web.trust import complaints
from heliograph.web.trust.desk import TrustSite, told
from heliograph.web.trust.words import NAMES, words

DECISION = "/decision"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, how it was stated, and what became of it since."""

    decision: Decision
    statement: Statement
    after: Aftermath


async def shown(site: TrustSite, request: Request) -> Response:
    """The decision with its whole statement; the same as nothing for who lacks its token."""
    found = await _found(site, request)
    if found is None:
        return told(site, request, 404, "missing")
    return _page(site, request, place=site.place(request), found=found)


async def complained(site: TrustSite, request: Request) -> Response:
    """Take a complaint of whom it affects, or say what to mend."""
    found = await _found(site, request)
    if found is None:
        return told(site, request, 404, "missing")
    puid = found.decision.puid

    async def file(argument: str, now: int) -> int:
        return await complain(site.safety, puid, argument=argument, date=now)

    again = partial(_page, site, request, found=found)
    then = f"{_address(site, puid)}&complained=1"
    page = f"{DECISION}/{puid}"
    return await complaints.take(site, request, page=page, then=then, again=again, file=file)


async def _found(site: TrustSite, request: Request) -> Found | None:
    puid: str = request.path_params["puid"]
    token = request.query_params.get("t", "")
    if not site.safety.knows(puid, token):
        if token:
            metrics.PAGE_TOKENS_REFUSED.labels("decision", "forged").inc()
        return None
    store = site.safety.store
    decision, statement = await store.decision(puid), await store.statement(puid)
    if decision is None or statement is None:
        return None
    return Found(decision=decision, statement=statement, after=await store.aftermath(puid))


def _page(
    site: TrustSite,
    request: Request,
    *,
    place: pages.Place,
    found: Found,
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    decision, language = found.decision, place.language
    say = words()[language.code]
    fields: Mapping[str, object] = msgspec.to_builtins(found.statement.document)
    body = pages.render(
        "trust_decision.html",
        place,
        pages.Head(title=say["decision_title"]),
        words=say,
        languages=tuple(NAMES.items()),
        page=_address(site, decision.puid),
        decision=decision,
        disclosure=f"/log/disclosure/{decision.puid}?t={site.safety.token(decision.puid)}",
        measures=measure_lines(decision, language=language.code),
        reasons=reason_lines(decision, language=language.code),
        redress=redress_line(decision, language=language.code),
        fields={name: value for name, value in fields.items() if value not in (None, "", [])},
        complained=request.query_params.get("complained") == "1",
        date=language.moment(decision.date),
        iso_date=iso(decision.date),
        after=found.after,
        argument_max=ARGUMENT_LENGTH_MAX,
        typed=typed or {},
        mistakes=mistakes or {},
        token=site.tokens.make(f"{DECISION}/{decision.puid}", site.clock.now()),
    )
    return page_answer(request, body, status=status)


def _address(site: TrustSite, puid: str) -> str:
    return f"{DECISION}/{puid}?t={site.safety.token(puid)}"
