"""Codes that somebody signed in asks for: to move the account, or to keep it."""

from collections.abc import Callable

from heliograph.actions.app import App
from heliograph.actions.codes import draw_code, draw_code_hash, draw_pause_s
from heliograph.domain import errors
from heliograph.domain.networks import network_of
from heliograph.domain.sign_in import AccountCode, CodeContext, CodeRequest, Guess, LoginCode

# What a code is kept as, by the code itself.
MacOf = Callable[[str], bytes]


async def send_account_code(
    app: App,
    phone: str,
    *,
    prefix: str,
    mac_of: MacOf,
    auth_key_id: int,
    address: str,
    language: str,
    replaces: str | None,
    decide: Callable[[CodeRequest, CodeContext], LoginCode],
) -> LoginCode:
    """Send a code to a number, digits only, if `decide` agrees; `prefix` begins its name.

    SEND_CODE_UNAVAILABLE if codes would go nowhere.
    """
    if not app.messenger.available:
        raise errors.CodeDeliveryUnavailable
    code = draw_code(app.random, app.code_limits.digits)
    request = CodeRequest(
        phone=phone,
        address=network_of(address),
        auth_key_id=auth_key_id,
        code_hash=prefix + draw_code_hash(app.random),
        code_mac=mac_of(code),
        replaces=replaces,
        date=app.clock.now(),
    )
    kept, _ = await app.store.issue_code(request, window_s=app.code_limits.window_s, decide=decide)
    app.spawn(_deliver(app, phone, code, language))
    return kept


async def _deliver(app: App, phone: str, code: str, language: str) -> None:
    await app.pause(draw_pause_s(app.random))
    await app.messenger.deliver_code(phone, code, language)


def entered_code(
    app: App, account_id: int, phone: str, *, code_hash: str, code_mac: bytes, auth_key_id: int
) -> AccountCode:
    """What somebody signed in enters, to be judged now."""
    now = app.clock.now()
    return AccountCode(
        account_id=account_id,
        phone=phone,
        code_hash=code_hash,
        code_mac=code_mac,
        auth_key_id=auth_key_id,
        guesses_since=now - app.code_limits.guess_window_s,
        date=now,
    )


def check_guess(guess: Guess) -> None:
    """PHONE_CODE_INVALID or PHONE_CODE_EXPIRED unless the code was right."""
    if guess is Guess.WRONG:
        raise errors.PhoneCodeInvalid
    if guess is Guess.EXPIRED:
        raise errors.PhoneCodeExpired
