"""The addresses of trust and safety: forms, and the receipts they lead to."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from heliograph.domain.errors import Wait, WorkerBusy
from heliograph.telemetry import metrics
from heliograph.web.trust import decisions, notices, receipts
from heliograph.web.trust.desk import TrustSite, told
from heliograph.web.visits import Visit

_RECEIPT = "/{receipt}"


def routes(site: TrustSite) -> list[BaseRoute]:
    """The addresses of the forms and their receipts."""

    def at(path: str, answer: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
        return Route(path, _counted(site, answer), methods=list(methods))

    one = decisions.DECISION + "/{puid}"
    made: list[BaseRoute] = [
        at(one, partial(decisions.shown, site), "GET"),
        at(one, partial(decisions.complained, site), "POST"),
    ]
    for form in notices.FORMS:
        made += [
            at(form.page, partial(notices.empty, site, form), "GET"),
            at(form.page, partial(notices.sent, site, form), "POST"),
            at(form.page + _RECEIPT, partial(receipts.shown, site, form), "GET"),
            at(form.page + _RECEIPT, partial(receipts.complained, site, form), "POST"),
        ]
    return made


def _counted(
    site: TrustSite, answer: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def counted(request: Request) -> Response:
        visit = Visit.NOTICE if request.method == "POST" else Visit.PAGE
        try:
            # Of a form nothing is read before: what is wrong with one costs as much as what is not.
            site.visits.count(request, Visit.ATTEMPT if visit is Visit.NOTICE else visit)
            made = await answer(request)
        except Wait as wait:
            made = told(site, request, 429, "too_fast")
            made.headers["Retry-After"] = str(wait.seconds)
        except WorkerBusy:
            made = told(site, request, 429, "too_fast")
            made.headers["Retry-After"] = "1"
        metrics.PAGES.labels(visit.value, made.status_code).inc()
        return _unkept(made)

    return counted


def _unkept(made: Response) -> Response:
    """No cache keeps what is one person's."""
    made.headers["Cache-Control"] = "no-store"
    return made
