"""Before the desk: signing in, and setting oneself up by a link that is used once."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.domain.errors import Wait
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff import codes, passphrases, signing
from heliograph.safety.staff.signing import SignedIn, Wrong
from heliograph.web.console import devices
from heliograph.web.console.desk import (
    CONSOLE,
    ENROL,
    SIGN_IN,
    ConsoleSite,
    Form,
    missing,
    signed_in,
    told,
)
from heliograph.web.console.pages import console_answer, page
from heliograph.web.console.qr import qr_code
from heliograph.web.trust.forms import TOKEN, NoForm, read_fields

_FIELDS_MAX = 16
_NONCE_BYTES = 16
_NONCE_LENGTH = 2 * _NONCE_BYTES
_NAME_LENGTH_MAX = 64
_SECRET_LENGTH_MAX = 64
_WRONG = "That did not match. A code works once, and each is shown for half a minute."


async def sign_in_page(site: ConsoleSite, request: Request) -> Response:
    """The form, or the desk for who is signed in already."""
    if await signed_in(site, request) is not None:
        return _to(wanted(request.query_params.get("next", "")))
    return _sign_in_form(site, request, next=request.query_params.get("next", ""))


async def sign_in(site: ConsoleSite, request: Request) -> Response:
    """A session, or the form again; it says nothing of what was wrong."""
    try:
        form = await own_form(site, request, SIGN_IN)
    except NoForm:
        return _sign_in_form(site, request, mistake="Open the form again.", status=400)
    name, asked = form.one("name").strip().lower()[:_NAME_LENGTH_MAX], form.one("next")
    try:
        site.tries.count(request, name, device=known_device(site, request, name=name))
        made = await signing.sign_in(
            site.staffing,
            name,
            passphrase=form.one("passphrase"),
            code=form.one("code"),
            device=request.headers.get("user-agent", ""),
        )
    except Wait as wait:
        text = f"Too many tries. The next one is possible in {wait.seconds} seconds."
        again = _sign_in_form(site, request, name=name, next=asked, mistake=text, status=429)
        again.headers["Retry-After"] = str(wait.seconds)
        return again
    except Wrong:
        return _sign_in_form(site, request, name=name, next=asked, mistake=_WRONG, status=422)
    return await let_in(site, request, made, answer=_to(wanted(asked)))


def known_device(site: ConsoleSite, request: Request, *, name: str = "") -> str:
    """Which of the browsers that the name signed in with before sends this, "" for none."""
    said = request.cookies.get(site.origin.cookie(request, name=devices.COOKIE), "")
    return site.devices.known(said, name=name)


async def let_in(
    site: ConsoleSite, request: Request, made: SignedIn, *, answer: Response
) -> Response:
    """Give the browser its session, always a new one; the one it brought ends."""
    before = await signed_in(site, request)
    if before is not None:
        now = site.clock.now()
        await site.staff.end_session(before.staff_id, before.session_id, date=now)
    owner = await site.staff.session(signing.hashed(made.token))
    if owner is not None:
        answer.set_cookie(
            site.origin.cookie(request, name=devices.COOKIE),
            site.devices.make(owner[0].name, site.random.token(devices.NONCE_BYTES)),
            max_age=devices.LIFETIME_S,
            path=CONSOLE,
            secure=site.origin.is_secure(request),
            httponly=True,
            samesite="strict",
        )
    answer.set_cookie(
        site.origin.cookie(request),
        made.token,
        path=CONSOLE,
        secure=site.origin.is_secure(request),
        httponly=True,
        samesite="strict",
    )
    return answer


async def enrol_page(site: ConsoleSite, request: Request) -> Response:
    """What to take into an app, and what to choose, for who has the link."""
    site.tries.count(request)
    return await _enrol_form(site, request, request.query_params.get("c", ""))


async def enrol(site: ConsoleSite, request: Request) -> Response:
    """Set somebody up and sign them in, or say what to mend."""
    try:
        form = await own_form(site, request, ENROL)
    except NoForm:
        return told(request, 400, "Not sent", "Open the link again.")
    site.tries.count(request)
    secret, nonce = form.one("c"), form.one("n")
    if len(secret) > _SECRET_LENGTH_MAX or len(nonce) != _NONCE_LENGTH:
        return missing(request)
    try:
        if form.one("passphrase") != form.one("again"):
            raise SafetyRefused("the passphrase was typed in two ways")
        made = await signing.enrol(
            site.staffing,
            secret,
            nonce,
            passphrase=form.one("passphrase"),
            code=form.one("code"),
            device=request.headers.get("user-agent", ""),
        )
    except NothingThere:
        return _over(request)
    except SafetyRefused as refused:
        return await _enrol_form(site, request, secret, nonce=nonce, mistake=str(refused))
    return await let_in(site, request, made, answer=_to(CONSOLE))


async def _enrol_form(
    site: ConsoleSite, request: Request, secret: str, *, nonce: str = "", mistake: str = ""
) -> Response:
    staff = None
    if 0 < len(secret) <= _SECRET_LENGTH_MAX:
        staff = await signing.enrolling(site.staffing, secret)
    if staff is None:
        return _over(request)
    nonce = nonce or site.random.token(_NONCE_BYTES).hex()
    totp = signing.totp_secret(site.staffing, secret, nonce)
    issuer = urlsplit(site.origin.base(request)).hostname or "Heliograph"
    address = codes.otpauth(totp, name=staff.name, issuer=issuer)
    written = codes.written(totp)
    return _page(
        site,
        request,
        "enrol.html",
        {
            "title": "Set yourself up",
            "staff": staff,
            "secret": secret,
            "nonce": nonce,
            "address": address,
            "qr": qr_code(address),
            "written": " ".join(written[at : at + 4] for at in range(0, len(written), 4)),
            "length_min": passphrases.LENGTH_MIN,
            "length_max": passphrases.LENGTH_MAX,
            "mistake": mistake,
        },
        form=ENROL,
        status=422 if mistake else 200,
    )


def _sign_in_form(
    site: ConsoleSite,
    request: Request,
    *,
    name: str = "",
    next: str = "",
    mistake: str = "",
    status: int = 200,
) -> Response:
    values = {
        "title": "Sign in",
        "name": name,
        "next": next,
        "mistake": mistake,
        "passkeys": bool(site.origin.passkeys_of(request)),
        "more_scripts": ("passkeys.js",),
    }
    return _page(site, request, "sign_in.html", values, form=SIGN_IN, status=status)


def _page(
    site: ConsoleSite,
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    form: str,
    status: int,
) -> Response:
    """A page with a form of somebody who is not signed in yet."""
    token = site.tokens.make(form, site.clock.now())
    made = page(template, path=request.url.path, token=token, **values)  # type: ignore[arg-type]
    return console_answer(made, status=status)


async def own_form(site: ConsoleSite, request: Request, form: str) -> Form:
    """The fields of one of these forms. Raises NoForm."""
    site.origin.check(request)
    fields = Form(
        await read_fields(request, bytes_max=site.limits.form_bytes_max, fields_max=_FIELDS_MAX)
    )
    if not site.tokens.spend(fields.one(TOKEN), form, site.clock.now()):
        raise NoForm
    return fields


def _over(request: Request) -> Response:
    text = "This link was used, or its time is over. Whoever runs the server can make another."
    return told(request, 404, "Over", text)


def wanted(asked: str) -> str:
    """Where somebody wanted to go, if it is in the console."""
    try:
        url = urlsplit(asked)
    except ValueError:
        return CONSOLE
    path = url.path
    inside = path == CONSOLE or path.startswith(f"{CONSOLE}/")
    if url.scheme or url.netloc or not inside or path == SIGN_IN or not asked.isprintable():
        return CONSOLE
    return path + (f"?{url.query}" if url.query else "")


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})
