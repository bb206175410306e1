"""Forms for who has no account, and the receipts they lead to.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj#art_16
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from heliograph.config import Limits
from heliograph.domain.errors import Wait, WorkerBusy
from heliograph.domain.public_pages import PreviewRules
from heliograph.ports.clock import Clock
from heliograph.ports.store import Store
from heliograph.safety import taxonomy
from heliograph.safety.errors import NothingThere
from heliograph.safety.intake import Intake, Said, is_receipt, take_in
from heliograph.safety.reports import COMMENT_LENGTH_MAX, ReportStanding, Way
from heliograph.telemetry import metrics
from heliograph.web import pages
from heliograph.web.answers import page_answer
from heliograph.web.languages import Language, iso, language_for
from heliograph.web.links import Links
from heliograph.web.trust.forms import TOKEN, FormTokens, NoForm, read_form
from heliograph.web.trust.locating import locate
from heliograph.web.trust.reading import (
    FIELDS,
    VICTIM_FIELDS,
    Mistakes,
    Notice,
    read_notice,
    read_victim,
)
from heliograph.web.trust.words import NAMES, words
from heliograph.web.visits import Visit, Visits

NOTICE = "/notice"
VICTIM = "/victim"
_NO_POSTS = PreviewRules(channels=False, groups=False)

Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Choices under the titles of their groups: what is sent, and what is read."""


class TrustSite(msgspec.Struct, frozen=True, kw_only=True):
    """What the pages work with; `public_url` as in `web.site.Site`."""

    store: Store
    intake: Intake
    tokens: FormTokens
    clock: Clock
    limits: Limits
    visits: Visits
    public_url: str = ""

    def place(self, request: Request, asked: str = "") -> pages.Place:
        """The language asked for or else the browser's, and addresses, for one request."""
        base = self.public_url or f"{request.url.scheme}://{request.url.netloc}"
        code = asked or request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        language = Language(code) if code in NAMES else language_for(accepted)
        return pages.Place(language=language, links=Links(base), rules=_NO_POSTS)

    def hosts(self, request: Request) -> frozenset[str]:
        """The hosts that addresses of this server begin with."""
        own = {urlsplit(self.public_url).netloc, request.url.netloc} - {""}
        return frozenset(host.lower() for host in own)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One of the forms: where it is, in whose name it asks, and how what it holds is read."""

    page: str
    kind: str
    way: Way
    fields: tuple[str, ...]
    read: Callable[..., Notice]
    groups: Callable[[str], Groups]


def routes(site: TrustSite) -> list[BaseRoute]:
    """The addresses of the forms and their receipts."""

    def at(path: str, answer: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
        return Route(path, _counted(site, answer), methods=list(methods))

    made: list[BaseRoute] = []
    for form in FORMS:
        made += [
            at(form.page, partial(_empty, site, form), "GET"),
            at(form.page, partial(_sent, site, form), "POST"),
            at(form.page + "/{receipt}", partial(_receipt, site, form), "GET"),
        ]
    return made


def _counted(
    site: TrustSite, answer: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def counted(request: Request) -> Response:
        visit = Visit.NOTICE if request.method == "POST" else Visit.PAGE
        try:
            if visit is Visit.PAGE:
                site.visits.count(request, visit)
            made = await answer(request)
        except Wait as wait:
            made = _told(site, request, 429, "too_fast")
            made.headers["Retry-After"] = str(wait.seconds)
        except WorkerBusy:
            made = _told(site, request, 429, "too_fast")
            made.headers["Retry-After"] = "1"
        metrics.PAGES.labels(visit.value, made.status_code).inc()
        return _unkept(made)

    return counted


async def _empty(site: TrustSite, form: Form, request: Request) -> Response:
    place = site.place(request)
    return _shown(site, form, request, place=place, typed={}, mistakes={}, status=200)


async def _sent(site: TrustSite, form: Form, request: Request) -> Response:
    """A receipt, or the form again with what was typed and what is to be mended."""
    try:
        typed = await read_form(request, bytes_max=site.limits.form_bytes_max)
    except NoForm:
        return _refused(site, form, request)
    place = site.place(request, typed.get("lang", ""))
    again = partial(_shown, site, form, request, place=place, typed=typed)
    now = site.clock.now()
    try:
        notice = form.read(typed, hosts=site.hosts(request))
    except Mistakes as mistakes:
        return again(mistakes=mistakes.found, status=422)
    if not site.tokens.is_good(typed.get(TOKEN, ""), form.page, now):
        return again(mistakes={"form": "mend_form"}, status=422)
    try:
        site.visits.count(request, Visit.NOTICE)
    except Wait as wait:
        made = again(mistakes={"form": "mend_wait"}, status=429)
        made.headers["Retry-After"] = str(wait.seconds)
        return made
    receipt = await _taken(site, form, notice, place.language.code)
    if not receipt:
        return again(mistakes={"location": "mend_location_nothing"}, status=422)
    # After a redirect no browser sends the form again.
    query = f"?new=1&lang={place.language.code}"
    return RedirectResponse(f"{form.page}/{receipt}{query}", 303)


async def _taken(site: TrustSite, form: Form, notice: Notice, language: str) -> str:
    """The receipt; empty where the public sees nothing."""
    about = await locate(site.store, notice.named)
    if about is None:
        return ""
    said = Said(
        about=(about,),
        reason=notice.reason,
        comment=notice.explanation,
        way=form.way,
        notifier=notice.notifier,
        language=language,
    )
    try:
        taken = await take_in(site.intake, said)
    except NothingThere:
        return ""
    return taken.receipt


async def _receipt(site: TrustSite, form: Form, request: Request) -> Response:
    """What became of a notice, for whoever has its receipt. Those of accounts are read in the
    app: they are nobody's page."""
    receipt: str = request.path_params["receipt"]
    standing = await site.intake.store.report_standing(receipt) if is_receipt(receipt) else None
    if standing is None or standing.way is not form.way:
        return _told(site, request, 404, "missing")
    place = site.place(request)
    body = _receipt_page(place, f"{form.page}/{receipt}", standing, new=_is_new(request))
    return page_answer(request, body)


def _receipt_page(place: pages.Place, page: str, standing: ReportStanding, *, new: bool) -> str:
    say, language = words()[place.language.code], place.language
    return pages.render(
        "trust_receipt.html",
        place,
        pages.Head(title=say["receipt_title"]),
        words=say,
        languages=tuple(NAMES.items()),
        page=page,
        standing=standing,
        new=new,
        date=f"{language.day(standing.date)}, {language.time(standing.date)}",
        iso_date=iso(standing.date),
        about=taxonomy.title(standing.category, language.code),
        state=say["state_decided" if standing.outcome else "state_open"],
    )


def _shown(
    site: TrustSite,
    form: Form,
    request: Request,
    *,
    place: pages.Place,
    typed: Mapping[str, str],
    mistakes: Mapping[str, str],
    status: int,
) -> Response:
    say = words()[place.language.code]
    title = say[f"{form.kind}_title"]
    body = pages.render(
        "trust_form.html",
        place,
        pages.Head(title=f"{say['mends']} – {title}" if mistakes else title),
        heading=title,
        kind=form.kind,
        page=form.page,
        other_page=next((one.page for one in FORMS if one is not form), ""),
        words=say,
        languages=tuple(NAMES.items()),
        groups=form.groups(place.language.code),
        fields=form.fields,
        explanation_max=COMMENT_LENGTH_MAX,
        typed=typed,
        mistakes=mistakes,
        token=site.tokens.make(form.page, site.clock.now()),
    )
    return page_answer(request, body, status=status)


def _refused(site: TrustSite, form: Form, request: Request) -> Response:
    place = site.place(request)
    say = words()[place.language.code]
    body = pages.notice_page(place, title=say["refused_title"], text=say["refused_text"])
    return page_answer(request, body, status=400)


def _told(site: TrustSite, request: Request, status: int, key: str) -> Response:
    place = site.place(request)
    say = place.language.say
    body = pages.notice_page(place, title=say(key), text=say(f"{key}_text"))
    return page_answer(request, body, status=status)


def _unkept(made: Response) -> Response:
    """No cache keeps what is one person's."""
    made.headers["Cache-Control"] = "no-store"
    return made


def _is_new(request: Request) -> bool:
    return request.query_params.get("new") == "1"


def _all_reasons(language: str) -> Groups:
    return [
        (
            taxonomy.title(category, language),
            [
                (f"{category} {keyword}", taxonomy.title(keyword, language))
                for keyword in taxonomy.keywords(category)
            ],
        )
        for category in taxonomy.categories()
    ]


def _intimate_images(language: str) -> Groups:
    found = [one for one in taxonomy.reasons() if one.keyword in taxonomy.INTIMATE_IMAGES]
    choices = [
        (f"{one.category} {one.keyword}", taxonomy.title(one.keyword, language)) for one in found
    ]
    return [("", choices)]


FORMS: tuple[Form, ...] = (
    Form(
        page=NOTICE,
        kind="notice",
        way=Way.NOTICE,
        fields=FIELDS,
        read=read_notice,
        groups=_all_reasons,
    ),
    Form(
        page=VICTIM,
        kind="victim",
        way=Way.VICTIM,
        fields=VICTIM_FIELDS,
        read=read_victim,
        groups=_intimate_images,
    ),
)
