"""Adding passkeys, and signing in by one; both take a script, which talks to these addresses."""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.domain.errors import Wait
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff import passkeys, signing
from heliograph.safety.staff.passkeys import Party
from heliograph.safety.staff.records import Passkey
from heliograph.safety.staff.signing import SignedIn, Wrong
from heliograph.web.answers import always
from heliograph.web.console.desk import SIGN_IN, ConsoleSite, Form, Signed, form_of
from heliograph.web.console.door import known_device, let_in, own_form, wanted
from heliograph.web.console.people import ACCOUNT
from heliograph.web.trust.forms import NoForm

_CHALLENGE_BYTES = 32
_CREDENTIAL_LENGTH_MAX = 1_400
_DIGITS_MAX = 18


async def ask_to_make(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """What the browser makes a passkey by, for who proves again who they are: whoever finds a
    session open makes no key of their own to it."""
    party, form = _party(site, request), form_of(request)
    try:
        site.tries.count(request, signed.name, device=known_device(site, request, name=signed.name))
        await signing.confirm(
            site.staffing,
            signed.name,
            passphrase=form.one("passphrase"),
            code=form.one("code"),
        )
    except Wait as wait:
        return _wait(wait)
    except Wrong:
        return _json({"mistake": "Passphrase and code did not match."}, status=422)
    staff = next(one for one in await site.staff.staff() if one.id == signed.staff_id)
    known = await site.staff.passkeys(signed.staff_id)
    challenge = _challenge(site, staff_id=signed.staff_id)
    return _json(passkeys.ask_to_make(party, staff, known, challenge=challenge))


async def add(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Keep what the browser made."""
    party, form = _party(site, request), form_of(request)
    try:
        answer, challenge = _answered(form)
        if not site.challenges.take(challenge, staff_id=signed.staff_id, now=site.clock.now()):
            raise SafetyRefused("that took too long: begin again")
        name = form.one("name").strip()[: passkeys.NAME_LENGTH_MAX] or "Passkey"
        made = passkeys.made(party, answer, challenge=challenge, name=name)
        await site.staff.add_passkey(signed.staff_id, made, date=site.clock.now())
    except SafetyRefused as refused:
        return _json({"mistake": str(refused)}, status=422)
    return _json({"to": ACCOUNT})


async def remove(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Take one away."""
    said = form_of(request).one("passkey")
    if not (said.isascii() and said.isdigit()) or len(said) > _DIGITS_MAX:
        raise NothingThere
    date = site.clock.now()
    await site.staff.remove_passkey(signed.staff_id, int(said), date=date)
    return RedirectResponse(ACCOUNT, 303, {"Cache-Control": "no-store"})


async def ask_to_prove(site: ConsoleSite, request: Request) -> Response:
    """What the browser signs in by."""
    party = _party(site, request)
    try:
        site.origin.check(request)
    except NoForm:
        return _json({"mistake": "Open the page again."}, status=400)
    return _json(passkeys.ask_to_prove(party, challenge=_challenge(site, staff_id=0)))


async def sign_in(site: ConsoleSite, request: Request) -> Response:
    """Sign in whose passkey proves itself."""
    party = _party(site, request)
    try:
        form = await own_form(site, request, SIGN_IN)
        site.tries.count(request, device=known_device(site, request))
        made = await _signed_in(site, request, party, form)
    except NoForm:
        return _json({"mistake": "Open the page again."}, status=400)
    except Wait as wait:
        return _wait(wait)
    except SafetyRefused:
        return _json({"mistake": "That passkey is not known here."}, status=422)
    answer = _json({"to": wanted(form.one("next"))})
    return await let_in(site, request, made, answer=answer)


async def _signed_in(site: ConsoleSite, request: Request, party: Party, form: Form) -> SignedIn:
    answer, challenge = _answered(form)
    if not site.challenges.take(challenge, staff_id=0, now=site.clock.now()):
        raise SafetyRefused("that challenge was not ours, or is over")
    known = await _known(site, answer)
    try:
        count = passkeys.proved(party, known, answer, challenge=challenge)
        token, began = signing.begin(site.staffing, request.headers.get("user-agent", ""))
        session = await site.staff.sign_in_by_passkey(known.id, sign_count=count, signing=began)
    except SafetyRefused:
        await site.staff.sign_in_failed(known.staff_id, date=site.clock.now())
        raise
    return SignedIn(session=session, token=token)


async def _known(site: ConsoleSite, answer: Mapping[str, Any]) -> Passkey:
    said = answer.get("rawId")
    if not isinstance(said, str) or len(said) > _CREDENTIAL_LENGTH_MAX:
        raise SafetyRefused("that is no passkey")
    known = await site.staff.passkey(_decoded(said))
    if known is None:
        raise SafetyRefused("that passkey is not known here")
    return known


def _answered(form: Form) -> tuple[Mapping[str, Any], str]:
    """What the browser says, and the challenge that it says it answers."""
    try:
        answer = msgspec.json.decode(form.one("answer"), type=dict[str, Any])
        client = msgspec.json.decode(
            _decoded(answer["response"]["clientDataJSON"]), type=dict[str, Any]
        )
        challenge = client["challenge"]
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise SafetyRefused("that is no answer of a browser") from error
    if not isinstance(challenge, str):
        raise SafetyRefused("that is no answer of a browser")
    return answer, challenge


def _decoded(text: str) -> bytes:
    """From base64 as WebAuthn has it. SafetyRefused."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise SafetyRefused("that is no answer of a browser") from error


def _challenge(site: ConsoleSite, *, staff_id: int) -> bytes:
    challenge = site.random.token(_CHALLENGE_BYTES)
    text = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    site.challenges.keep(text, staff_id=staff_id, now=site.clock.now())
    return challenge


def _party(site: ConsoleSite, request: Request) -> Party:
    """Whom passkeys are for here. NothingThere where browsers allow none."""
    host = site.origin.passkeys_of(request)
    if not host:
        raise NothingThere
    return Party(id=host, origin=site.origin.base(request))


def _wait(wait: Wait) -> Response:
    text = f"Too many tries. The next one is possible in {wait.seconds} seconds."
    return _json({"mistake": text}, status=429)


def _json(said: Mapping[str, Any], *, status: int = 200) -> Response:
    headers = {**always(), "Cache-Control": "no-store"}
    return Response(msgspec.json.encode(said), status, headers, "application/json")
