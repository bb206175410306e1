"""The forms: empty, with what is to be mended, and taken.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj#art_16
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.domain.errors import Wait
from heliograph.safety import taxonomy
from heliograph.safety.errors import NothingThere
from heliograph.safety.intake import Said, take_in
from heliograph.safety.reports import COMMENT_LENGTH_MAX, Taken, Way
from heliograph.safety.victims import hide_for_victim
from heliograph.web import pages
from heliograph.web.answers import page_answer
from heliograph.web.trust.desk import TrustSite, refused
from heliograph.web.trust.forms import TOKEN, NoForm, read_form
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
from heliograph.web.visits import Visit

NOTICE = "/notice"
VICTIM = "/victim"

Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Choices under the titles of their groups: what is sent, and what is read."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One of the forms: where it is, in whose name it asks, and how what it holds is read."""

    page: str
    kind: str
    way: Way
    fields: tuple[str, ...]
    read: Callable[..., Notice]
    groups: Callable[[str], Groups]


async def empty(site: TrustSite, form: Form, request: Request) -> Response:
    """The form as somebody finds it."""
    place = site.place(request)
    return _shown(site, form, request, place=place, typed={}, mistakes={}, status=200)


async def sent(site: TrustSite, form: Form, request: Request) -> Response:
    """A receipt, or the form again with what was typed and what is to be mended."""
    try:
        typed = await read_form(request, bytes_max=site.limits.form_bytes_max)
    except NoForm:
        return refused(site, request)
    place = site.place(request, typed.get("lang", ""))
    again = partial(_shown, site, form, request, place=place, typed=typed)
    now = site.clock.now()
    try:
        notice = form.read(typed, hosts=site.hosts(request))
    except Mistakes as mistakes:
        return again(mistakes=mistakes.found, status=422)
    try:
        site.visits.count(request, Visit.NOTICE)
    except Wait as wait:
        made = again(mistakes={"form": "mend_wait"}, status=429)
        made.headers["Retry-After"] = str(wait.seconds)
        return made
    if not site.tokens.spend(typed.get(TOKEN, ""), form.page, now):
        return again(mistakes={"form": "mend_form"}, status=422)
    taken = await _taken(site, form, notice, place.language.code)
    if taken is None:
        return again(mistakes={"location": "mend_location_nothing"}, status=422)
    if form.way is Way.VICTIM:
        await _hide(site, request, notice, taken)
    _mail(site, notice, f"{form.page}/{taken.receipt}", place=place)
    # After a redirect no browser sends the form again.
    query = f"?new=1&lang={place.language.code}"
    return RedirectResponse(f"{form.page}/{taken.receipt}{query}", 303)


async def _hide(site: TrustSite, request: Request, notice: Notice, taken: Taken) -> None:
    """Have it hidden until a person has looked, as far as a program may; else a person is first."""
    try:
        site.visits.count(request, Visit.HIDE)
        spent = False
    except Wait:
        spent = True
    for one in taken.subjects:
        hidden = await hide_for_victim(site.safety, one.case_id, reason=notice.reason, spent=spent)
        if hidden:
            site.hasten()


def _mail(site: TrustSite, notice: Notice, page: str, *, place: pages.Place) -> None:
    """Confirm a notice by mail where there is any, as Article 16(4) has it.

    Without a `public_url` the address would be whatever the sender's request said it was: nobody
    is mailed that.
    """
    to = notice.notifier.mail if notice.notifier is not None else ""
    if not to or not site.public_url or not site.mailer.available:
        return
    try:
        # Whoever types another's address in sends them no flood.
        site.letters.spend(to.lower(), site.clock.wire_now())
    except Wait:
        return
    say = words()[place.language.code]
    text = say["mail_text"].format(link=place.links.whole(page))
    site.spawn(site.mailer.send(to, say["mail_subject"], text))


async def _taken(site: TrustSite, form: Form, notice: Notice, language: str) -> Taken | None:
    """What was taken in; None where the public sees nothing."""
    about = await locate(site.store, notice.named)
    if about is None:
        return None
    said = Said(
        about=(about,),
        reason=notice.reason,
        comment=notice.explanation,
        way=form.way,
        notifier=notice.notifier,
        language=language,
    )
    try:
        return await take_in(site.intake, said)
    except NothingThere:
        return None


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
        words={**say, "location_hint": say.get(f"{form.kind}_location_hint", say["location_hint"])},
        languages=tuple(NAMES.items()),
        groups=form.groups(place.language.code),
        fields=form.fields,
        explanation_max=COMMENT_LENGTH_MAX,
        typed=typed,
        mistakes=mistakes,
        token=site.tokens.make(form.page, site.clock.now()),
    )
    return page_answer(request, body, status=status)


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
