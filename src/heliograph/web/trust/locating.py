"""Which public thing an address names that somebody pasted into a form."""

import re
from urllib.parse import parse_qs, urlsplit

import msgspec

from heliograph.domain.public_pages import shows_card
from heliograph.domain.usernames import fold
from heliograph.ports.store import Store
from heliograph.safety.subjects import NOBODY, Locator, SubjectKind
from heliograph.web.links import is_name

LENGTH_MAX = 500
"""As the law's own form for statements has it for addresses."""

_POST = re.compile(r"[1-9][0-9]{0,9}")
_NUMBER_MAX = 2**31 - 1
_EVERY_APPS_HOST = ("t.me", "telegram.me")


class Named(msgspec.Struct, frozen=True):
    """What an address says: a public name, and a post of it, 0 for the whole."""

    username: str
    post: int = 0


class Foreign(Exception):
    """The address is none of this server's, or of nothing that could be there."""


def parse(text: str, *, hosts: frozenset[str]) -> Named:
    """What an address names that begins with one of our hosts, `@name` or `tg://resolve`.

    Raises Foreign.
    """
    text = text.strip()
    if len(text) > LENGTH_MAX:
        raise Foreign
    if text.startswith("@"):
        return _named(text[1:], "")
    if "://" not in text:
        text = "https://" + text
    try:
        url = urlsplit(text)
        host = url.netloc.lower()
    except ValueError:
        raise Foreign from None
    if url.scheme == "tg" and host == "resolve":
        asked = parse_qs(url.query, max_num_fields=8)
        return _named(asked.get("domain", [""])[0], asked.get("post", [""])[0])
    if url.scheme not in ("http", "https") or host not in hosts | set(_EVERY_APPS_HOST):
        raise Foreign
    steps = [step for step in url.path.split("/") if step]
    if steps[:1] == ["s"]:
        steps = steps[1:]
    # What follows a post's number is a file of it.
    return _named(*[*steps, "", ""][:2])


def _named(username: str, post: str) -> Named:
    if not is_name(username):
        raise Foreign
    if not post:
        return Named(fold(username))
    if not _POST.fullmatch(post) or int(post) > _NUMBER_MAX:
        raise Foreign
    return Named(fold(username), int(post))


async def locate(store: Store, named: Named) -> Locator | None:
    """What has the name, as far as anybody may see it; None if nothing does."""
    channel = await store.public_channel(named.username, may_look=shows_card)
    if channel is None:
        account_id = await store.username_holder(named.username)
        if named.post or not account_id or account_id < 0:
            return None
        return Locator(kind=SubjectKind.ACCOUNT, peer_id=account_id)
    if not named.post:
        return Locator(kind=SubjectKind.CHANNEL, peer_id=channel.peer_id)
    page = await store.posts(NOBODY, channel.peer_id, [named.post])
    if not page.messages:
        return None
    return Locator(kind=SubjectKind.MESSAGE, peer_id=channel.peer_id, item_id=named.post)
