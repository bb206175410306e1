"""Which web pages may use the server from a visitor's browser.

Nothing here protects an account: its key is in the page's own storage, and no cookie goes along. It
keeps foreign pages from using their visitors' browsers to reach a server that is not theirs.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

ANY = "*"


class Origins:
    """The rule for the Origin header: a list, or by default any page, on loopback local ones."""

    def __init__(self, listed: Sequence[str] = (), *, local: bool = False) -> None:
        self._listed = {origin.lower() for origin in listed}
        self._any = ANY in listed or (not listed and not local)

    def allows(self, origin: str | None) -> bool:
        """Whether a page may connect; what names no origin is no browser and may."""
        if origin is None or self._any:
            return True
        if self._listed:
            return origin.lower() in self._listed
        return _is_local(origin)

    def answer_to(self, origin: str) -> str:
        """What Access-Control-Allow-Origin says to an allowed page."""
        return ANY if self._any else origin


def _is_local(origin: str) -> bool:
    try:
        host = urlsplit(origin).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
