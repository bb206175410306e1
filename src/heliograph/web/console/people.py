"""One's own account."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heliograph.safety.staff import passphrases
from heliograph.safety.staff.passkeys import NAME_LENGTH_MAX
from heliograph.safety.staff.roles import Role
from heliograph.web.console.desk import CONSOLE, ConsoleSite, Signed, form_of, show

ACCOUNT = f"{CONSOLE}/account"
_DIGITS_MAX = 18


async def account_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """One's roles, passkeys, and where one is signed in."""
    sessions = [
        one
        for one in await site.staff.sessions(signed.staff_id)
        if site.bounds.holds(one, site.clock.now())
    ]
    return show(
        request,
        signed,
        "account.html",
        title="My account",
        roles=[role for role in Role if role in signed.roles],
        sessions=sessions,
        passkeys=await site.staff.passkeys(signed.staff_id),
        offered=bool(site.origin.passkeys_of(request)),
        name_length_max=NAME_LENGTH_MAX,
        length_max=passphrases.LENGTH_MAX,
        more_scripts=("passkeys.js",),
        minutes=site.bounds.idle_s // 60,
        hours=site.bounds.lifetime_s // 3_600,
    )


async def end_session(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Sign out somewhere else, or everywhere else."""
    said, date = form_of(request).one("session"), site.clock.now()
    if said == "others":
        ended = [one.id for one in await site.staff.sessions(signed.staff_id)]
    else:
        digits = said.isascii() and said.isdigit() and len(said) <= _DIGITS_MAX
        ended = [int(said)] if digits else []
    for session_id in ended:
        if session_id != signed.session_id:
            await site.staff.end_session(signed.staff_id, session_id, date=date)
    return RedirectResponse(ACCOUNT, 303, {"Cache-Control": "no-store"})
