"""What pages show of posts of which decisions hold something, and what visitors say to see them.

Nothing is kept of what somebody says: it stands in the address of the page that they then see.

https://www.rfc-editor.org/rfc/rfc7725
"""

from urllib.parse import urlencode

import msgspec
from starlette.requests import Request

from heliograph.domain.messages import Message
from heliograph.domain.withholding import BLOCKED, SENSITIVE, Held
from heliograph.web.languages import Language

_ELSEWHERE, _WARNED = "elsewhere", "warned"
_YES = "1"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor said: that they are in none of the countries where something is blocked, that
    they want to see what is not for everybody."""

    elsewhere: bool = False
    warned: bool = False

    @property
    def query(self) -> str:
        """As it stands in addresses."""
        said = {_ELSEWHERE: self.elsewhere, _WARNED: self.warned}
        return urlencode({name: _YES for name, true in said.items() if true})


NOTHING_SAID = Said()


class Veil(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the place of a post: lines, and where it is shown by somebody's word."""

    lines: tuple[str, ...]
    url: str
    action: str
    blocked: bool = False


def said_in(request: Request) -> Said:
    """What the address of a page says of who asks for it."""
    asked = request.query_params
    return Said(elsewhere=asked.get(_ELSEWHERE) == _YES, warned=asked.get(_WARNED) == _YES)


def is_blocked(message: Message) -> bool:
    """Whether it is withheld from a visitor who may be where it is blocked."""
    return message.held is not None and message.held.withheld and message.held.reason == BLOCKED


def is_gated(message: Message, said: Said) -> bool:
    """Whether a visitor is asked first whether they want to see it."""
    return message.held is not None and message.held.reason == SENSITIVE and not said.warned


def veil_of(message: Message, said: Said, *, url: str, language: Language) -> Veil | None:
    """What stands in the place of a post, None for one that is shown."""
    if message.held is None:
        return None
    return veil_before(message.held, said, url=url, language=language)


def veil_before(held: Held, said: Said, *, url: str, language: Language) -> Veil | None:
    """What stands before something at an address, None for what a visitor who said this sees."""
    lines = tuple(text_of(held, language).split("\n"))
    if held.reason == BLOCKED and held.withheld and not said.elsewhere:
        then = Said(elsewhere=True, warned=said.warned)
        action = language.say("elsewhere")
        return Veil(lines=lines, url=f"{url}?{then.query}", action=action, blocked=True)
    if held.reason == SENSITIVE and not said.warned:
        then = Said(elsewhere=said.elsewhere, warned=True)
        return Veil(lines=lines, url=f"{url}?{then.query}", action=language.say("show_anyway"))
    return None


def text_of(held: Held, language: Language) -> str:
    """The notice in a visitor's language."""
    return dict(held.texts).get(language.code, held.text)
