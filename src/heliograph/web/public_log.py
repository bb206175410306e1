"""The public log over HTTP: its head, tiles and entries as files that never change, and proofs.

https://c2sp.org/tlog-tiles; the addresses stand in docs/reference/public-log.md.
"""

import base64
import re
from collections.abc import Awaitable, Callable
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from heliograph.config import Limits
from heliograph.domain.buckets import Buckets
from heliograph.domain.errors import Wait, WorkerBusy
from heliograph.safety.log.entries import EVENTS
from heliograph.safety.log.heads import LogKeeper
from heliograph.safety.log.notes import NOTE_BYTES_MAX, BadNote
from heliograph.safety.log.store import LogStore
from heliograph.safety.log.tiles import LEVELS_MAX, parse_path
from heliograph.safety.log.witnessing import accept
from heliograph.telemetry import metrics
from heliograph.web.answers import FOR_GOOD, etag, is_known
from heliograph.web.visits import AddressOf

_MINUTE_S = 60
_MOMENT = "public, max-age=2"
"""A new head may be there in seconds: https://c2sp.org/tlog-tiles#checkpoints"""

_PUID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
"""Anybody's page may read it: there is nothing in it that is not for everybody."""

Answer = Callable[[Request], Awaitable[Response]]


class NoSuch(Exception):
    """There is nothing at that address, and there may never be."""


class Malformed(Exception):
    """A request that cannot be meant; the text says what to mend."""


class LogSite(msgspec.Struct, frozen=True, kw_only=True):
    """What the addresses of the log are made of. `trust` makes what trust.json says, `knows`
    tells whether a token is the one of a decision: who has it may read what its entries bind."""

    store: LogStore
    keeper: LogKeeper
    limits: Limits
    address_of: AddressOf
    now: Callable[[], float]
    trust: Callable[[], Awaitable[dict[str, Any]]]
    knows: Callable[[str, str], bool]


def routes(site: LogSite) -> list[BaseRoute]:
    """The addresses of the log, of trust.json, and of the totals."""
    reads = Buckets(site.limits.log_reads_per_address_per_minute, _MINUTE_S)
    heads = Buckets(site.limits.log_heads_per_address_per_minute, _MINUTE_S)

    def at(path: str, answer: Answer, *, posts: bool = False) -> Route:
        guarded = _guarded(site, answer, heads if posts else reads)
        return Route(path, guarded, methods=["POST"] if posts else ["GET"])

    faces = _Faces(site)
    return [
        at("/.well-known/trust.json", faces.trust),
        at("/transparency.json", faces.totals),
        at("/verify.py", faces.verifier),
        at("/log/checkpoint", faces.checkpoint),
        at("/log/cosigned", faces.cosigned),
        at("/log/tile/entries/{path:path}", faces.bundle),
        at("/log/tile/{level}/{path:path}", faces.tile),
        at("/log/proof/{puid}", faces.proof),
        at("/log/disclosure/{puid}", faces.disclosure),
        at("/log/consistency", faces.consistency),
        at("/log/witnessed", faces.witnessed, posts=True),
    ]


class _Faces:
    """One method for each address."""

    def __init__(self, site: LogSite) -> None:
        self._site = site
        self._store = site.store

    async def trust(self, request: Request) -> Response:
        return _json(request, await self._site.trust())

    async def totals(self, request: Request) -> Response:
        return _json(request, await self._store.totals())

    async def verifier(self, request: Request) -> Response:
        return _asked(request, _verifier(), "text/x-python; charset=utf-8")

    async def checkpoint(self, request: Request) -> Response:
        head = await self._store.newest_head()
        if head is None:
            raise NoSuch
        return _asked(request, head.text().encode())

    async def cosigned(self, request: Request) -> Response:
        head = await self._store.cosigned_head()
        if head is None:
            raise NoSuch
        return _asked(request, head.text().encode())

    async def tile(self, request: Request) -> Response:
        level, said = request.path_params["level"], parse_path(request.path_params["path"])
        if said is None or not _SIZE.fullmatch(level) or int(level) >= LEVELS_MAX:
            raise Malformed("a tile is at /log/tile/LEVEL/NUMBER[.p/WIDTH]")
        number, width = said
        return _for_good(await self._store.tile(int(level), number, width=width))

    async def bundle(self, request: Request) -> Response:
        said = parse_path(request.path_params["path"])
        if said is None:
            raise Malformed("a bundle is at /log/tile/entries/NUMBER[.p/WIDTH]")
        number, width = said
        return _for_good(await self._store.bundle(number, width=width))

    async def proof(self, request: Request) -> Response:
        puid, event = request.path_params["puid"], request.query_params.get("event", "")
        if not _PUID.fullmatch(puid) or event not in ("", *EVENTS):
            raise Malformed("a proof is at /log/proof/PUID[?event=EVENT]")
        receipt = await self._store.receipt(puid, event=event)
        if receipt is None:
            raise NoSuch
        return _asked(request, receipt.text().encode())

    async def disclosure(self, request: Request) -> Response:
        puid, token = request.path_params["puid"], request.query_params.get("t", "")
        if not _PUID.fullmatch(puid) or not self._site.knows(puid, token):
            if token:
                metrics.PAGE_TOKENS_REFUSED.labels("decision", "forged").inc()
            raise NoSuch
        entries = [
            {
                "event": one.event,
                "place": one.place,
                "salt": one.salt.hex(),
                "record": one.record.decode(),
            }
            for one in await self._store.disclosed(puid)
        ]
        if not entries:
            raise NoSuch
        return _json(request, {"puid": puid, "entries": entries}, cache="no-store")

    async def consistency(self, request: Request) -> Response:
        said = [request.query_params.get(name, "") for name in ("first", "second")]
        if not all(_SIZE.fullmatch(one) for one in said) or int(said[0]) > int(said[1]):
            raise Malformed("a proof of consistency is at /log/consistency?first=SIZE&second=SIZE")
        first, second = map(int, said)
        hashes = await self._store.consistency(first, second)
        if hashes is None:
            raise NoSuch
        proof = [base64.b64encode(one).decode() for one in hashes]
        return _json(request, {"first": first, "second": second, "proof": proof}, cache=FOR_GOOD)

    async def witnessed(self, request: Request) -> Response:
        try:
            note = accept((await _body(request)).decode(), self._site.keeper)
        except (BadNote, UnicodeDecodeError) as error:
            metrics.LOG_HEADS_REFUSED.inc()
            raise Malformed(str(error)) from None
        now = int(self._site.now())
        became = await self._store.take_witnessed(note, self._site.keeper, date=now)
        if became == "outdated":
            metrics.LOG_HEADS_REFUSED.inc()
        status = 200 if became == "kept" else 409
        return PlainTextResponse(f"{became}\n", status, _HEADERS)


def _guarded(site: LogSite, answer: Answer, buckets: Buckets) -> Answer:
    async def guarded(request: Request) -> Response:
        try:
            buckets.spend(site.address_of(request) or "", site.now())
            made = await answer(request)
        except NoSuch:
            made = _refused("there is no such thing", 404)
        except Malformed as wrong:
            made = _refused(str(wrong), 400)
        except Wait as wait:
            made = _refused("too many requests", 429)
            made.headers["Retry-After"] = str(wait.seconds)
        except WorkerBusy:
            made = _refused("busy", 503)
            made.headers["Retry-After"] = "1"
        metrics.PAGES.labels("log", made.status_code).inc()
        return made

    return guarded


def _refused(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status, {**_HEADERS, "Cache-Control": "no-store"})


def _json(request: Request, said: Any, *, cache: str = _MOMENT) -> Response:
    return _asked(request, msgspec.json.encode(said), "application/json", cache=cache)


def _asked(
    request: Request,
    content: bytes,
    media_type: str = "text/plain; charset=utf-8",
    *,
    cache: str = _MOMENT,
) -> Response:
    """What may change, or that it is still what the visitor has."""
    headers = {**_HEADERS, "Cache-Control": cache, "ETag": etag(content)}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def _for_good(content: bytes | None) -> Response:
    if content is None:
        raise NoSuch
    headers = {**_HEADERS, "Cache-Control": FOR_GOOD}
    return Response(content, headers=headers, media_type="application/octet-stream")


async def _body(request: Request) -> bytes:
    """What was sent, up to the length of a note. Raises BadNote for more."""
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > NOTE_BYTES_MAX:
            raise BadNote("the note is too long")
    return content


@cache
def _verifier() -> bytes:
    return (resources.files("heliograph.safety.log") / "verify.py").read_bytes()
