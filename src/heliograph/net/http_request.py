"""What an HTTP request asks of MTProto, told by its head alone."""

import re
from enum import Enum

import h11

from heliograph.net.origins import Origins

_TARGET = re.compile(rb"(?:[A-Za-z]+://[^/?#]*)?(/[^?#]*)")
"""TDLib names the whole URL when it speaks through an HTTP proxy."""

_API = re.compile(rb"/api[a-z0-9_]*/?")
_WEB = re.compile(rb"/apiw[a-z0-9_]*/?")
"""/apiws, /apiws_test, /apiws_premium, /apiw1 …: the suffix names servers that are one here."""


class Ask(Enum):
    """What is to be done; the value is the HTTP status that it is refused with."""

    PACKET = 200
    UPGRADE = 101
    PREFLIGHT = 204
    BAD = 400
    FORBIDDEN = 403
    ELSEWHERE = 404
    METHOD = 405
    TOO_LARGE = 413


def is_api(target: bytes) -> bool:
    """Whether a request target is MTProto's."""
    found = _TARGET.fullmatch(target.partition(b"?")[0])
    return found is not None and _API.fullmatch(found.group(1)) is not None


def header(request: h11.Request, name: bytes) -> bytes | None:
    """The first header of a name, in lower case, or None."""
    return next((value for key, value in request.headers if key == name), None)


def origin_of(request: h11.Request) -> str | None:
    """The page that a browser sends the request for; None for other programs."""
    origin = header(request, b"origin")
    return None if origin is None else origin.decode("latin-1")


def examine(request: h11.Request, origins: Origins, *, body_max: int) -> Ask:
    """Sort a request.

    https://core.telegram.org/mtproto/transports
    """
    if not is_api(request.target):
        return Ask.ELSEWHERE
    if not origins.allows(origin_of(request)):
        return Ask.FORBIDDEN
    if (header(request, b"upgrade") or b"").lower() == b"websocket":
        return Ask.UPGRADE if _is_web(request.target) else Ask.ELSEWHERE
    if request.method == b"OPTIONS":
        return Ask.PREFLIGHT
    if request.method != b"POST":
        return Ask.METHOD
    if int(header(request, b"content-length") or 0) > body_max:
        return Ask.TOO_LARGE
    return Ask.PACKET


def _is_web(target: bytes) -> bool:
    found = _TARGET.match(target)
    return found is not None and _WEB.fullmatch(found.group(1)) is not None
