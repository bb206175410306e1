"""Forms without a script and without a login: what was typed, and where it came from.

There is no cookie that another site's form could ride on. A form still has to be one of ours,
not too old, and sent from our own page where the browser tells.

https://w3c.github.io/webappsec-fetch-metadata/
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from hmac import compare_digest
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from heliograph.telemetry import metrics

TOKEN = "token"
_TYPE = "application/x-www-form-urlencoded"
_FIELDS_MAX = 32
_MAC_BYTES = 16
_NONCE_BYTES = 8
_SPENT_MAX = 10_000
_OWN_SITE = ("", "same-origin", "none")


class NoForm(Exception):
    """The request is none of our forms: another type, too large, or another site's."""


class FormTokens:
    """Says of a form that this server made it, when, and that it was not sent before."""

    def __init__(self, key: bytes, *, lifetime_s: int) -> None:
        self._key = key
        self._lifetime_s = lifetime_s
        # Those that were spent, the first first; forgotten with the process, and once they are too
        # many: then a form could be sent again for as long as it lives, by who filled it in.
        self._spent: OrderedDict[str, None] = OrderedDict()

    def make(self, page: str, now: int) -> str:
        """The token for a form on a page, at Unix time `now`; another one each time."""
        made = f"{now}.{secrets.token_hex(_NONCE_BYTES)}"
        return f"{made}.{self._mac(page, made)}"

    def is_good(self, token: str, page: str, now: int) -> bool:
        """Whether it was made for the page, not longer ago than forms live."""
        return not self._wrong(token, page, now)

    def spend(self, token: str, page: str, now: int) -> bool:
        """As `is_good`, once for each token; what is refused is counted."""
        why = self._wrong(token, page, now) or ("replayed" if token in self._spent else "")
        if why:
            metrics.PAGE_TOKENS_REFUSED.labels("form", why).inc()
            return False
        self._spent[token] = None
        if len(self._spent) > _SPENT_MAX:
            self._spent.popitem(last=False)
        return True

    def _wrong(self, token: str, page: str, now: int) -> str:
        """Why a token is not good; empty if it is."""
        made, _, mac = token.rpartition(".")
        if not compare_digest(mac.encode(), self._mac(page, made).encode()):
            return "forged"
        date = int(made.partition(".")[0])
        return "" if now - self._lifetime_s <= date <= now else "outdated"

    def _mac(self, page: str, made_of: str) -> str:
        text = f"{page} {made_of}".encode()
        made = blake2b(text, key=self._key, digest_size=_MAC_BYTES, person=b"page-form")
        return made.hexdigest()


async def read_form(request: Request, *, bytes_max: int) -> Mapping[str, str]:
    """The fields of a form that our own page sent, the last of each name. Raises NoForm."""
    return dict(await read_fields(request, bytes_max=bytes_max, fields_max=_FIELDS_MAX))


async def read_fields(
    request: Request, *, bytes_max: int, fields_max: int
) -> Sequence[tuple[str, str]]:
    """As `read_form`, with every field of each name, in their order."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _TYPE or request.headers.get("sec-fetch-site", "") not in _OWN_SITE:
        raise NoForm
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > bytes_max:
                raise NoForm
    except ClientDisconnect:
        raise NoForm from None
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=fields_max)
    except ValueError:
        raise NoForm from None
    return [(name, _typed(value)) for name, value in fields]


def _typed(value: str) -> str:
    """As it was typed: browsers send line ends as CRLF; what no text has is left out."""
    value = value.replace("\r\n", "\n")
    return "".join(one for one in value if one in "\n\t" or one.isprintable() or one.isspace())
