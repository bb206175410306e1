"""Somebody without an account who looks at the public pages, by ASGI and without a socket."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from starlette.applications import Starlette

from heliograph.config import Limits
from heliograph.domain.buckets import Buckets
from heliograph.domain.public_pages import PreviewRules
from heliograph.safety.provisional import Bounds
from heliograph.web.site import Site, routes
from heliograph.web.trust.desk import TrustSite
from heliograph.web.trust.forms import FormTokens
from heliograph.web.trust.site import routes as trust_routes
from heliograph.web.visits import Visits
from support.deciding import make_safety
from support.stage import Stage

BASE = "https://talk.example"
ALL = PreviewRules(channels=True, groups=True)
LIMITS = Limits()


class Got(msgspec.Struct, frozen=True):
    """An answer: its status, headers by lower-case names, body, and each cookie that it sets."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.body.decode()


Fields = Mapping[str, str] | Sequence[tuple[str, str]]


class Asker:
    """Asks an application for pages, from one address at one time."""

    app: Starlette

    def __init__(self) -> None:
        self.address = "192.0.2.1"
        self.now = 0.0
        self._readable = True
        self.hastened = 0

    def visits(self, limits: Limits) -> Visits:
        """What counts what this one asks for."""
        return Visits(limits, address_of=lambda _: self.address, now=lambda: self.now)

    async def send(self, address: str, fields: Fields, **headers: str) -> Got:
        """The answer to a form."""
        kind = {"content_type": "application/x-www-form-urlencoded", **headers}
        return await self.get(address, method="POST", body=urlencode(fields).encode(), **kind)

    def _hasten(self) -> None:
        self.hastened += 1

    async def unread(self, address: str) -> Got:
        """The answer to a form whose body fails the test if anybody reads it."""
        self._readable = False
        try:
            return await self.send(address, {})
        finally:
            self._readable = True

    async def get(
        self, address: str, *, method: str = "GET", body: bytes = b"", **headers: str
    ) -> Got:
        """The answer to a request; headers by their names with `_` for `-`."""
        url = urlsplit(address)
        given = {"host": "talk.example", **headers}
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": url.path,
            "raw_path": url.path.encode(),
            "query_string": url.query.encode(),
            "root_path": "",
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in given.items()
            ],
            "client": (self.address, 1),
            "server": ("talk.example", 443),
            "state": {},
        }
        sent: list[dict[str, Any]] = []

        asked: list[None] = []

        async def receive() -> dict[str, Any]:
            assert self._readable
            if asked:
                # Whoever streams an answer waits here for the visitor to go away.
                await asyncio.Event().wait()
            asked.append(None)
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        begun = sent[0]
        named = {name.decode(): value.decode("latin-1") for name, value in begun["headers"]}
        told = b"".join(one.get("body", b"") for one in sent[1:])
        cookies = tuple(
            value.decode("latin-1") for name, value in begun["headers"] if name == b"set-cookie"
        )
        return Got(begun["status"], named, told, cookies)


class Visitor(Asker):
    """Asks for pages of a stage under some rules."""

    def __init__(
        self,
        stage: Stage,
        *,
        rules: PreviewRules = ALL,
        limits: Limits = LIMITS,
    ) -> None:
        app = stage.service.app
        super().__init__()
        visits = self.visits(limits)
        site = Site(
            store=app.store,
            blobs=app.blobs,
            limits=limits,
            rules=rules,
            visits=visits,
            public_url=BASE,
        )
        self.safety = make_safety(
            stage.service.intake.store,
            clock=app.clock,
            random=app.random,
            at=BASE,
            bounds=Bounds(
                reach_max=limits.victim_hide_reach_max,
                of_target_per_day=limits.victim_hides_per_target_per_day,
            ),
        )
        trust = TrustSite(
            store=app.store,
            intake=stage.service.intake,
            safety=self.safety,
            tokens=FormTokens(b"f" * 32, lifetime_s=limits.form_lifetime_s),
            clock=app.clock,
            limits=limits,
            visits=visits,
            mailer=app.mailer,
            spawn=app.spawn,
            letters=Buckets(limits.mails_per_recipient_per_day, 86_400),
            hasten=self._hasten,
            public_url=BASE,
        )
        self.app = Starlette(routes=[*trust_routes(trust), *routes(site)])
