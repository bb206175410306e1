"""Where the console is, as browsers see it: whom it answers, and whose forms it takes."""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request

from heliograph.web.trust.forms import NoForm

COOKIE = "heliograph-staff"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """`public_url` is the address that browsers see, "" for the one they asked for. `admits` says
    of a request whether it comes from where the console may be opened; `any_host` lets it answer
    under whatever name a network of the operator's own has for it."""

    public_url: str
    any_host: bool = False
    admits: Callable[[Request], bool]

    def serves(self, request: Request) -> bool:
        """Whether the console is there for a request at all.

        A page of another name that was made to point here is not: it may be anybody's.
        """
        host = request.url.netloc.lower()
        known = self.any_host or is_loopback(host) or host == _netloc(self.public_url)
        return known and self.admits(request)

    def base(self, request: Request) -> str:
        """Scheme and host as the browser has them."""
        if self.public_url and request.url.netloc.lower() == _netloc(self.public_url):
            return self.public_url
        return f"{request.url.scheme}://{request.url.netloc}"

    def is_secure(self, request: Request) -> bool:
        """Whether the browser came by HTTPS."""
        return self.base(request).startswith("https://")

    def passkeys_of(self, request: Request) -> str:
        """The host that passkeys are for, "" where browsers allow none: they want HTTPS, or this
        machine, and a name.

        https://www.w3.org/TR/webauthn-3/#relying-party-identifier
        """
        host = urlsplit(self.base(request)).hostname or ""
        if host != "localhost" and (not self.is_secure(request) or _is_address(host)):
            return ""
        return host

    def cookie(self, request: Request, *, name: str = COOKIE) -> str:
        """The name of a cookie, the session's unless it is said whose: over HTTPS one that no page
        without it can set."""
        return f"__Secure-{name}" if self.is_secure(request) else name

    def check(self, request: Request) -> None:
        """Raises NoForm for what another site's page sent, as far as the browser tells.

        https://w3c.github.io/webappsec-fetch-metadata/
        """
        origin = request.headers.get("origin", "")
        if origin and origin.lower() != self.base(request).lower():
            raise NoForm
        site = request.headers.get("sec-fetch-site", "")
        if site not in ("", "same-origin"):
            raise NoForm
        if not origin and not site:
            # Every browser says one of the two of a form; what says neither is none.
            raise NoForm


def is_loopback(netloc: str) -> bool:
    """Whether a host, with or without a port, is this machine by any of its names."""
    host = urlsplit(f"//{netloc}").hostname or ""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _netloc(url: str) -> str:
    return urlsplit(url).netloc.lower()
