"""The public pages: which address shows what, and what is answered where there is nothing.

What does not exist and what a visitor may not see get one and the same answer.
"""

from collections.abc import Awaitable, Callable
from functools import partial

import msgspec
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from heliograph.config import Limits
from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.errors import Wait, WorkerBusy
from heliograph.domain.files import Photo
from heliograph.domain.public_pages import (
    PreviewRules,
    PublicPage,
    PublicQuery,
    is_sought,
    may_index,
    shows,
    shows_card,
    shows_posts,
)
from heliograph.domain.withholding import HIDDEN
from heliograph.domain.words import sought_in
from heliograph.ports.blobs import BlobMissing, Blobs
from heliograph.ports.store import Store
from heliograph.telemetry import metrics
from heliograph.web import pages
from heliograph.web.answers import FOR_GOOD, file_headers, page_answer
from heliograph.web.feed import feed
from heliograph.web.files import file_answer
from heliograph.web.languages import language_for
from heliograph.web.links import Links, is_name, is_token
from heliograph.web.pieces import photo_piece, piece_of
from heliograph.web.posts import posts_of
from heliograph.web.visits import Visit, Visits
from heliograph.web.withholding import Veil, is_blocked, is_gated, said_in, veil_before

_QUERY_MAX = 64
_PHOTO_SIDE = 160
_NUMBER_MAX = 2**31 - 1
_BLOCKED = 451
_NOBODY = 0
_ASSETS = {
    "console-cases.css": "text/css; charset=utf-8",
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "pages.css": "text/css; charset=utf-8",
    "passkeys.js": "text/javascript; charset=utf-8",
}

Answer = Callable[[Request], Awaitable[Response]]


class Nothing(Exception):
    """There is nothing at this address that a visitor may see."""


class Veiled(Exception):
    """Something is asked of the visitor before they see anything here."""

    def __init__(self, veil: Veil) -> None:
        super().__init__()
        self.veil = veil


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What pages are made from. `public_url` is the address that visitors see, "" for the one
    that they asked for."""

    store: Store
    blobs: Blobs
    limits: Limits
    rules: PreviewRules
    visits: Visits
    public_url: str = ""

    def place(self, request: Request) -> pages.Place:
        """Language and addresses for one request."""
        base = self.public_url or f"{request.url.scheme}://{request.url.netloc}"
        language = language_for(request.headers.get("accept-language", ""))
        return pages.Place(language=language, links=Links(base), rules=self.rules)

    def may_read(self, channel: Channel) -> bool:
        """Whether visitors may read its posts."""
        return shows_posts(channel, self.rules)


def routes(site: Site) -> list[BaseRoute]:
    """The addresses of the public pages."""

    def at(
        path: str, answer: Callable[[Site, Request], Awaitable[Response]], visit: Visit
    ) -> Route:
        return Route(path, _guarded(site, partial(answer, site), visit))

    return [
        *assets(),
        at("/s/{name}", _posts, Visit.PAGE),
        at("/s/{name}/rss", _feed, Visit.PAGE),
        at("/s/{name}/photo/{photo}", _photo, Visit.FILE),
        at("/s/{name}/{post}", _post_in_list, Visit.PAGE),
        at("/s/{name}/{post}/{file}/{variant}", _file, Visit.FILE),
        at("/+{token}", _invitation, Visit.PAGE),
        at("/joinchat/{token}", _invitation, Visit.PAGE),
        at("/{name}", _card, Visit.PAGE),
        at("/{name}/{post}", _post, Visit.PAGE),
    ]


def assets() -> list[BaseRoute]:
    """Where what all pages are made with is."""
    return [Route(pages.ASSETS + "{hash}/{name}", _asset)]


def _guarded(site: Site, answer: Answer, visit: Visit) -> Answer:
    async def guarded(request: Request) -> Response:
        try:
            site.visits.count(request, visit)
            return await answer(request)
        except (Nothing, BlobMissing):
            return await _gone(site, request) or _missing(site, request)
        except Veiled as veiled:
            return _veiled(site, request, veiled.veil)
        except Wait as wait:
            return _wait(site, request, wait.seconds)
        except WorkerBusy:
            return _wait(site, request, 1)

    async def counted(request: Request) -> Response:
        made = await guarded(request)
        metrics.PAGES.labels(visit.value, made.status_code).inc()
        return made

    return counted


def _missing(site: Site, request: Request) -> Response:
    """The same for all that is not to be seen, so that it tells nothing of what is there."""
    place = site.place(request)
    say = place.language.say
    body = pages.notice_page(place, title=say("missing"), text=say("missing_text"))
    return page_answer(request, body, status=404)


async def _gone(site: Site, request: Request) -> Response | None:
    """What says that a channel was ended by a decision; None if none of that name was."""
    name = request.path_params.get("name", "")
    if not is_name(name):
        return None
    if await site.store.public_channel(name, may_look=lambda one: one.ended) is None:
        return None
    place = site.place(request)
    say = place.language.say
    body = pages.notice_page(place, title=say("ended"), text=say("ended_text"))
    return page_answer(request, body, status=410)


def _veiled(site: Site, request: Request, veil: Veil) -> Response:
    place = site.place(request)
    body = pages.veil_page(place, veil)
    if not veil.blocked:
        return page_answer(request, body)
    return _blocked(page_answer(request, body, status=_BLOCKED), place)


def _wait(site: Site, request: Request, seconds: int) -> Response:
    place = site.place(request)
    say = place.language.say
    body = pages.notice_page(place, title=say("too_fast"), text=say("too_fast_text"))
    answer = page_answer(request, body, status=429)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS or request.url.path != pages.asset_path(name):
        return Response(status_code=404, headers=file_headers())
    headers = {**file_headers(), "Content-Type": _ASSETS[name], "Cache-Control": FOR_GOOD}
    return Response(pages.asset(name), headers=headers)


async def _card(site: Site, request: Request) -> Response:
    channel = await site.store.public_channel(_name(request), may_look=shows_card)
    if channel is None:
        raise Nothing
    await _admit(site, request, channel)
    body = pages.card_page(_place_of(site, request), channel)
    return page_answer(request, body, index=may_index(channel, site.rules))


def _place_of(site: Site, request: Request) -> pages.Place:
    """As `Site.place`, where links go on with what the visitor said."""
    place = site.place(request)
    return replace(place, links=replace(place.links, said=said_in(request).query))


async def _admit(site: Site, request: Request, channel: Channel) -> None:
    """Nothing for a channel that is hidden, Veiled for one that asks something first."""
    if not channel.limited:
        return
    seen = next(iter(await site.store.shown(_NOBODY, (channel.peer_id,))), None)
    held = seen.held if isinstance(seen, SeenChannel) else None
    if held is None:
        return
    if held.reason == HIDDEN:
        raise Nothing
    veil = veil_before(
        held, said_in(request), url=request.url.path, language=site.place(request).language
    )
    if veil is not None:
        raise Veiled(veil)


async def _invitation(site: Site, request: Request) -> Response:
    """Leads an invite link into the app; whether it is good only who has an account may ask."""
    token: str = request.path_params["token"]
    if not is_token(token):
        raise Nothing
    place = site.place(request)
    say, app_url = place.language.say, place.links.invitation(token)
    text = say("invitation_text")
    body = pages.notice_page(place, title=say("invitation"), text=text, app_url=app_url)
    return page_answer(request, body)


async def _posts(site: Site, request: Request) -> Response:
    words = request.query_params.get("q", "").strip()[:_QUERY_MAX]
    before, after = _number(request, "before"), _number(request, "after")
    if words:
        site.visits.count(request, Visit.SEARCH)
    page = await _page(site, request, before=before, after=after, words=words)
    if page is None:
        channel = await site.store.public_channel(_name(request), may_look=shows_card)
        if channel is None:
            raise Nothing
        return RedirectResponse(f"/{channel.username}", 302, {"Cache-Control": "no-store"})
    await _admit(site, request, page.channel)
    place = _place_of(site, request)
    body = pages.posts_page(
        place, page, before=before, after=after, words=words, said=said_in(request)
    )
    index = may_index(page.channel, site.rules) and not (words or before or after)
    index = index and is_sought(page.posts)
    return page_answer(request, body, index=index)


async def _page(
    site: Site, request: Request, *, before: int = 0, after: int = 0, words: str = ""
) -> PublicPage | None:
    sought = sought_in(words)
    query = PublicQuery(
        before=before,
        after=after,
        sought=sought,
        # Words that are none find nothing.
        limit=0 if words and not sought else site.limits.page_posts_max,
        scan_max=site.limits.search_messages_max,
        matches_max=site.limits.page_search_matches_max,
        elsewhere=said_in(request).elsewhere,
    )
    return await site.store.public_posts(_name(request), query, may_look=site.may_read)


async def _post_in_list(site: Site, request: Request) -> Response:
    """Where clients' links to a post lead within the list."""
    name, post = _name(request), _id(request, "post")
    if await site.store.public_channel(name, may_look=site.may_read) is None:
        raise Nothing
    return RedirectResponse(f"/{name}/{post}", 302, {"Cache-Control": "no-store"})


async def _post(site: Site, request: Request) -> Response:
    page = await _single(site, request)
    await _admit(site, request, page.channel)
    said = said_in(request)
    place = _place_of(site, request)
    shown = posts_of(page, language=place.language, links=place.links, said=said)
    if not shown or shown[0].told:
        raise Nothing
    embedded = request.query_params.get("embed") == "1"
    body = pages.post_page(place, page, shown[0], embedded=embedded)
    index = may_index(page.channel, site.rules) and not embedded and is_sought(page.posts)
    if shown[0].veil is not None and shown[0].veil.blocked:
        answer = page_answer(request, body, status=_BLOCKED, framed=embedded)
        return _blocked(answer, place)
    return page_answer(request, body, index=index, framed=embedded)


def _blocked(answer: Response, place: pages.Place) -> Response:
    """Say who it is that shows it to nobody there. https://www.rfc-editor.org/rfc/rfc7725"""
    answer.headers["Link"] = f'<{place.links.whole("/")}>; rel="blocked-by"'
    return answer


async def _single(site: Site, request: Request) -> PublicPage:
    post = _id(request, "post")
    if not 0 < post <= _NUMBER_MAX:
        raise Nothing
    page = await site.store.public_post(
        _name(request), post, may_look=site.may_read, elsewhere=said_in(request).elsewhere
    )
    if page is None or not page.posts:
        raise Nothing
    return page


async def _feed(site: Site, request: Request) -> Response:
    page = await _page(site, request)
    if page is None or page.channel.noforwards:
        raise Nothing
    await _admit(site, request, page.channel)
    place = site.place(request)
    shown = posts_of(page, language=place.language, links=place.links)
    body = feed(page.channel, shown, links=place.links)
    return page_answer(
        request,
        body,
        index=may_index(page.channel, site.rules),
        media_type="application/rss+xml",
    )


async def _photo(site: Site, request: Request) -> Response:
    channel = await site.store.public_channel(_name(request), may_look=shows_card)
    wanted = _id(request, "photo")
    if channel is None or channel.photo is None or channel.photo.photo_id != wanted:
        raise Nothing
    await _admit(site, request, channel)
    photo = await site.store.file(wanted)
    piece = photo_piece(photo, side=_PHOTO_SIDE) if isinstance(photo, Photo) else None
    if piece is None:
        raise Nothing
    return await file_answer(
        request, piece, site.blobs, charge=partial(site.visits.charge, request)
    )


async def _file(site: Site, request: Request) -> Response:
    page = await _single(site, request)
    await _admit(site, request, page.channel)
    post = _id(request, "post")
    message = next(one for one in page.posts if one.id == post)
    if is_blocked(message):
        answer = Response(status_code=_BLOCKED, headers=file_headers())
        return _blocked(answer, site.place(request))
    if not shows(message) or is_gated(message, said_in(request)):
        raise Nothing
    piece = piece_of(
        page.channel,
        message,
        file_id=_id(request, "file"),
        variant=request.path_params["variant"],
    )
    if piece is None:
        raise Nothing
    return await file_answer(
        request, piece, site.blobs, charge=partial(site.visits.charge, request)
    )


def _name(request: Request) -> str:
    """The name in an address. Raises Nothing for what can be nobody's."""
    name: str = request.path_params["name"]
    if not is_name(name):
        raise Nothing
    return name


def _id(request: Request, key: str) -> int:
    """A number in an address. Raises Nothing for what is none."""
    said: str = request.path_params[key]
    if not (said.isascii() and said.isdigit()) or len(said) > 19 or said.startswith("0"):
        raise Nothing
    return int(said)


def _number(request: Request, key: str) -> int:
    """An id in a query; 0 for none, and for what is none."""
    said = request.query_params.get(key, "")
    if not (said.isascii() and said.isdigit()) or len(said) > 10:
        return 0
    return min(int(said), _NUMBER_MAX)
