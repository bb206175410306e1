"""Receipts: what became of a notice, for whoever has its address, and how to complain of it.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj#art_20
"""

from collections.abc import Mapping, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety import taxonomy
from heliograph.safety.appeals import ARGUMENT_LENGTH_MAX, Complaint
from heliograph.safety.deciding import complain_of_outcome
from heliograph.safety.intake import is_receipt
from heliograph.safety.reports import ReportStanding, Way
from heliograph.web import pages
from heliograph.web.answers import page_answer
from heliograph.web.languages import iso
from heliograph.web.trust import complaints
from heliograph.web.trust.desk import TrustSite, told
from heliograph.web.trust.notices import Form
from heliograph.web.trust.words import NAMES, words


async def shown(site: TrustSite, form: Form, request: Request) -> Response:
    """What became of it. Each receipt is a page of the form that it came from; those from apps are
    pages of the notices'."""
    standing = await _standing(site, form, request)
    if standing is None:
        return told(site, request, 404, "missing")
    before = await site.safety.store.complaints(standing.receipt)
    place = site.place(request)
    return _page(site, form, request, place=place, standing=standing, before=before)


async def complained(site: TrustSite, form: Form, request: Request) -> Response:
    """Take a complaint about what was decided, or say what to mend."""
    standing = await _standing(site, form, request)
    if standing is None:
        return told(site, request, 404, "missing")
    page = _address(form, standing)

    async def file(argument: str, now: int) -> int:
        return await complain_of_outcome(site.safety, standing.receipt, argument=argument, date=now)

    before = await site.safety.store.complaints(standing.receipt)
    again = partial(_page, site, form, request, standing=standing, before=before)
    then = f"{page}?complained=1"
    return await complaints.take(site, request, page=page, then=then, again=again, file=file)


async def _standing(site: TrustSite, form: Form, request: Request) -> ReportStanding | None:
    receipt: str = request.path_params["receipt"]
    if not is_receipt(receipt):
        return None
    standing = await site.intake.store.report_standing(receipt)
    if standing is None:
        return None
    # Reports from the apps have no form of their own.
    way = Way.NOTICE if standing.way is Way.IN_APP else standing.way
    return standing if way is form.way else None


def _page(
    site: TrustSite,
    form: Form,
    request: Request,
    *,
    place: pages.Place,
    standing: ReportStanding,
    before: Sequence[Complaint],
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    say, language = words()[place.language.code], place.language
    page = _address(form, standing)
    body = pages.render(
        "trust_receipt.html",
        place,
        pages.Head(title=say["receipt_title"]),
        words=say,
        languages=tuple(NAMES.items()),
        page=page,
        standing=standing,
        new=request.query_params.get("new") == "1",
        complained=request.query_params.get("complained") == "1",
        date=language.moment(standing.date),
        iso_date=iso(standing.date),
        complaints=before,
        may_complain=_may_complain(standing, before),
        about=taxonomy.title(standing.category, language.code),
        state=_state(standing, place),
        argument_max=ARGUMENT_LENGTH_MAX,
        typed=typed or {},
        mistakes=mistakes or {},
        token=site.tokens.make(page, site.clock.now()),
    )
    return page_answer(request, body, status=status)


def _may_complain(standing: ReportStanding, before: Sequence[Complaint]) -> bool:
    """Once of each outcome."""
    complained = {(one.case_id, one.puid) for one in before}
    return bool(standing.outcome) and (standing.case_id, standing.puid) not in complained


def _state(standing: ReportStanding, place: pages.Place) -> str:
    say, language = words()[place.language.code], place.language
    if standing.outcome:
        return say[f"outcome_{standing.outcome}"]
    if not standing.hidden_until:
        return say["state_open"]
    return say["state_hidden"].format(until=language.moment(standing.hidden_until))


def _address(form: Form, standing: ReportStanding) -> str:
    return f"{form.page}/{standing.receipt}"
