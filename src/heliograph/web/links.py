"""Addresses: of the pages themselves, and those that people wrote, as far as they are safe."""

import re
from urllib.parse import quote, urlencode

import msgspec

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tg"})
"""What a link that somebody wrote may lead to; no other scheme runs in a browser's page."""

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_HOST = re.compile(r"[^\s/?#:@]+\.[^\s/?#:@]+(:\d+)?([/?#].*)?", re.DOTALL)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_LENGTH_MAX = 4_096


class Links(msgspec.Struct, frozen=True):
    """Where things are; `base` is the scheme and host that visitors see, without a slash."""

    base: str
    said: str = ""
    """What a visitor said of themselves to see something, as a query; other pages go by it, too."""

    def card(self, username: str) -> str:
        """The page that introduces a channel."""
        return self._asked(f"/{username}")

    def posts(self, username: str, **query: str | int) -> str:
        """What is said in it: its newest posts, or those that a query asks for."""
        asked = {name: value for name, value in query.items() if value}
        return self._asked(f"/s/{username}", urlencode(asked))

    def post(self, username: str, message_id: int) -> str:
        """One post."""
        return self._asked(f"/{username}/{message_id}")

    def feed(self, username: str) -> str:
        """Its posts for feed readers."""
        return f"/s/{username}/rss"

    def photo(self, username: str, photo_id: int) -> str:
        """The photo beside its name."""
        return self._asked(f"/s/{username}/photo/{photo_id}")

    def file(self, username: str, message_id: int, *, file_id: int, variant: str) -> str:
        """A file of a post: `file` itself, or one of the sizes of its picture."""
        return self._asked(f"/s/{username}/{message_id}/{file_id}/{quote(variant, safe='')}")

    def _asked(self, path: str, query: str = "") -> str:
        """A path with a query, and what the visitor said."""
        asked = "&".join(filter(None, (query, self.said)))
        return f"{path}?{asked}" if asked else path

    def whole(self, path: str) -> str:
        """An address with scheme and host."""
        return self.base + path

    def app(self, username: str, message_id: int = 0) -> str:
        """What opens the channel, or a post of it, in an app.

        https://core.telegram.org/api/links#public-username-links
        """
        post = f"&post={message_id}" if message_id else ""
        return f"tg://resolve?domain={username}{post}"

    def invitation(self, token: str) -> str:
        """What opens an invite link in an app.

        https://core.telegram.org/api/links#chat-invite-links
        """
        return f"tg://join?invite={quote(token, safe='')}"


def is_name(text: str) -> bool:
    """Whether it can be a username."""
    return _USERNAME.fullmatch(text) is not None


def is_token(text: str) -> bool:
    """Whether it can be what an invite link ends with."""
    return _TOKEN.fullmatch(text) is not None


def safe_url(url: str) -> str | None:
    """An address that somebody wrote as a link may have it, None where it may not be one.

    Without a scheme it is one of the web's. Spaces and controls are nowhere in an address, and
    browsers skip some of them: `java\\nscript:`.
    """
    url = url.strip()
    if not url or len(url) > _LENGTH_MAX or _UNSEEN.search(url):
        return None
    # A port looks like what follows a scheme: example.org:8080.
    if _HOST.fullmatch(url):
        return f"http://{url}"
    scheme = _SCHEME.match(url)
    if scheme is None or scheme.group(1).lower() not in SAFE_SCHEMES:
        return None
    return url
