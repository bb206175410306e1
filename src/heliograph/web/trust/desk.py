"""What all pages of trust and safety are made with, and what they say where there is nothing."""

from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.config import Limits
from heliograph.domain.buckets import Buckets
from heliograph.domain.public_pages import PreviewRules
from heliograph.ports.clock import Clock
from heliograph.ports.mailer import Mailer
from heliograph.ports.spawn import Spawn
from heliograph.ports.store import Store
from heliograph.safety.deciding import Safety
from heliograph.safety.intake import Intake
from heliograph.web import pages
from heliograph.web.answers import page_answer
from heliograph.web.languages import Language, language_for
from heliograph.web.links import Links
from heliograph.web.trust.forms import FormTokens
from heliograph.web.trust.words import NAMES, words
from heliograph.web.visits import Visits

_NO_POSTS = PreviewRules(channels=False, groups=False)


class TrustSite(msgspec.Struct, frozen=True, kw_only=True):
    """What the pages work with; `public_url` as in `web.site.Site`, `letters` counts the mails
    that an address is sent, `hasten` has what was decided done without delay."""

    store: Store
    intake: Intake
    safety: Safety
    tokens: FormTokens
    clock: Clock
    limits: Limits
    visits: Visits
    mailer: Mailer
    spawn: Spawn
    letters: Buckets
    hasten: Callable[[], None]
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


def refused(site: TrustSite, request: Request) -> Response:
    """The request was none of our forms."""
    place = site.place(request)
    say = words()[place.language.code]
    body = pages.notice_page(place, title=say["refused_title"], text=say["refused_text"])
    return page_answer(request, body, status=400)


def told(site: TrustSite, request: Request, status: int, key: str) -> Response:
    """What all pages say in the same words, by their key."""
    place = site.place(request)
    say = place.language.say
    body = pages.notice_page(place, title=say(key), text=say(f"{key}_text"))
    return page_answer(request, body, status=status)
