"""Somebody of the staff at the console, by ASGI and without a socket."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from starlette.applications import Starlette

from heliograph.config import Limits
from heliograph.safety.staff import codes, passphrases
from heliograph.safety.staff.passkeys import Challenges
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.signing import Staffing, hashed
from heliograph.safety.staff.store import Enrolment, Factors, Signing
from heliograph.web.console import devices
from heliograph.web.console.desk import ConsoleSite
from heliograph.web.console.origin import COOKIE, Origin
from heliograph.web.console.site import routes
from heliograph.web.console.tries import Tries
from heliograph.web.site import assets
from heliograph.web.trust.forms import FormTokens
from support.deciding import make_safety
from support.public_log import keeper
from support.stage import Stage
from support.visitor import BASE, Asker, Got

TOTP = b"12345678901234567890"
"""The secret of everybody's codes, as RFC 6238 has it in its test vectors."""


PASSPHRASE = "four plain words here"
_KEY = b"k" * 32


@cache
def kept_passphrase() -> bytes:
    """What is kept of everybody's passphrase, stretched once: that takes a while."""
    return passphrases.stretch(PASSPHRASE, salt=b"s" * passphrases.SALT_BYTES, key=_KEY)


class Console:
    """The console of a stage; `site` is what its screens work with."""

    def __init__(self, stage: Stage, *, limits: Limits | None = None, solo: bool = False) -> None:
        app, store = stage.app, stage.store
        staff = store.staff(b"t" * 32)  # type: ignore[attr-defined]
        self.stage = stage
        self.asker = Asker()
        limits = limits or Limits()
        self.carried = 0
        self._sessions = 0
        self.site = ConsoleSite(
            staffing=Staffing(
                store=staff,
                clock=stage.clock,
                random=app.random,
                compute=app.compute,
                key=_KEY,
                enrolment_s=limits.staff_enrolment_s,
                solo=solo,
            ),
            safety=make_safety(
                stage.service.intake.store,
                staff=staff.member,
                clock=app.clock,
                random=app.random,
                at=BASE,
                solo=solo,
            ),
            intake=stage.service.intake,
            store=store,
            blobs=stage.blobs,
            log=store.public_log(),  # type: ignore[attr-defined]
            keeper=keeper(),
            clock=stage.clock,
            random=app.random,
            compute=app.compute,
            limits=limits,
            visits=self.asker.visits(limits),
            origin=Origin(public_url=BASE, admits=lambda _: True),
            tokens=FormTokens(b"f" * 32, lifetime_s=limits.form_lifetime_s),
            challenges=Challenges(),
            tries=Tries(limits, address_of=lambda _: self.asker.address, now=stage.clock.wire_now),
            carry_out=self._carry_out,
        )
        self.asker.app = Starlette(routes=[*assets(), *routes(self.site)])

    async def _carry_out(self) -> None:
        self.carried += 1

    async def signed_in(self, name: str, *roles: Role) -> "Seat":
        """Somebody new of the staff with these roles, signed in."""
        date = self.stage.clock.now()
        hash = name.encode().ljust(32, b".")
        enrolment = Enrolment(hash=hash, until=date + 60)
        await self.site.staff.add_staff(
            name, roles=frozenset(roles), enrolment=enrolment, by="operator", date=date
        )
        token = f"token of {name}"
        await self.site.staff.enrol(
            hash,
            factors=Factors(passphrase=kept_passphrase(), totp=TOTP),
            signing=Signing(token_hash=hashed(token), device="Test", date=date),
        )
        return Seat(self, name, token)

    async def again(self, seat: "Seat") -> "Seat":
        """The same person in another browser."""
        known = await self.site.staff.credentials(seat.name)
        assert known is not None
        self._sessions += 1
        token, date = f"token {self._sessions} of {seat.name}", self.stage.clock.now()
        await self.site.staff.sign_in(
            known.staff.id,
            step=self._sessions,
            signing=Signing(token_hash=hashed(token), device="Test", date=date),
        )
        return Seat(self, seat.name, token)


class Seat:
    """Somebody before the console, signed in by a token or not at all."""

    def __init__(
        self, console: Console, name: str = "", token: str = "", *, device: str = ""
    ) -> None:
        self.console = console
        self.name = name
        self.token = token
        self.device = device

    def _headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        kept = {COOKIE: self.token, devices.COOKIE: self.device}
        said = "; ".join(f"__Secure-{name}={value}" for name, value in kept.items() if value)
        return {**({"cookie": said} if said else {}), **headers}

    def proof(self, step: int = 0) -> dict[str, str]:
        """Passphrase and code, as somebody proves again who they are."""
        now = codes.step_at(self.console.stage.clock.wire_now())
        return {"passphrase": PASSPHRASE, "code": codes.code_of(TOTP, now + step)}

    async def get(self, address: str, **headers: str) -> Got:
        """A screen."""
        return await self.console.asker.get(address, **self._headers(headers))

    async def csrf(self) -> str:
        """What every form of this session has."""
        page = await self.get("/console/log")
        (found, *_) = re.findall(r'name="csrf" value="([^"]+)"', page.text)
        return str(found)

    async def post(
        self, address: str, fields: Any = (), *, csrf: str | None = None, **headers: str
    ) -> Got:
        """The answer to a form, sent as a browser sends it from a page of this session; `fields`
        is a mapping, or pairs where a name stands more than once."""
        pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        token = await self.csrf() if csrf is None else csrf
        given = {"origin": BASE, "sec_fetch_site": "same-origin", **headers}
        return await self.console.asker.send(
            address, [*pairs, ("csrf", token)], **self._headers(given)
        )


class Stranger:
    """Whoever is before the door, in a browser with or without a session."""

    def __init__(self, console: Console, token: str = "", *, device: str = "") -> None:
        self.console = console
        self.token = token
        self.device = device

    async def get(self, address: str) -> Got:
        """A page."""
        return await Seat(self.console, token=self.token, device=self.device).get(address)

    async def sends(
        self, page: Got, address: str, fields: Mapping[str, str], **headers: str
    ) -> Got:
        """The form of a page, with what it hides and what was typed."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        seat = Seat(self.console, token=self.token, device=self.device)
        return await seat.post(address, {**hidden, **fields}, csrf="", **headers)
