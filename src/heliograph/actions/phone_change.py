"""Moving an account to another number.

https://core.telegram.org/method/account.changePhone
"""

from functools import partial

from heliograph.actions.app import App
from heliograph.actions.codes import change_code_mac, draw_code, draw_code_hash, draw_pause_s
from heliograph.domain import errors
from heliograph.domain.events import AccountPhoneChanged, Origin
from heliograph.domain.networks import network_of
from heliograph.domain.phone_change import (
    PhoneChange,
    change_phone,
    check_settled,
    issue_change_code,
)
from heliograph.domain.sign_in import CodeRequest, Guess, LoginCode, normalise_phone

CHANGE_PREFIX = "change-"
"""Begins the name of a code for a change, as `auth.resendCode` is asked for both kinds."""


async def send_change_code(
    app: App,
    account_id: int,
    phone: str,
    *,
    authorization_hash: int | None,
    auth_key_id: int,
    address: str,
    settled_s: int,
    language: str,
    replaces: str | None = None,
) -> LoginCode:
    """Send a code to the number that the account is to have, whoever has it now.

    FRESH_CHANGE_PHONE_FORBIDDEN for a device that signed in less than `settled_s` ago,
    PHONE_NUMBER_INVALID, PHONE_NUMBER_OCCUPIED for the present one, FLOOD_WAIT_x.
    PHONE_CODE_EXPIRED if the code it `replaces` does not live.
    """
    phone, now = normalise_phone(phone), app.clock.now()
    if not app.messenger.available:
        raise errors.CodeDeliveryUnavailable
    devices = await app.store.authorizations(account_id)
    check_settled(devices, authorization_hash, signed_in_by=now - settled_s)
    code = draw_code(app.random, app.code_limits.digits)
    request = CodeRequest(
        phone=phone,
        address=network_of(address),
        auth_key_id=auth_key_id,
        code_hash=CHANGE_PREFIX + draw_code_hash(app.random),
        code_mac=change_code_mac(app.code_secret, account_id, phone, code),
        replaces=replaces,
        date=now,
    )
    kept, _ = await app.store.issue_code(
        request,
        window_s=app.code_limits.window_s,
        decide=partial(issue_change_code, account_id=account_id, limits=app.code_limits),
    )
    app.spawn(_deliver(app, phone, code, language))
    return kept


async def _deliver(app: App, phone: str, code: str, language: str) -> None:
    await app.pause(draw_pause_s(app.random))
    await app.messenger.deliver_code(phone, code, language)


async def move_account(
    app: App,
    account_id: int,
    phone: str,
    *,
    code_hash: str,
    code: str,
    auth_key_id: int,
    origin: Origin,
) -> None:
    """Give the account the number whose code was entered, and tell who may see it.

    PHONE_CODE_INVALID, PHONE_CODE_EXPIRED, PHONE_NUMBER_OCCUPIED.
    """
    phone, now = normalise_phone(phone), app.clock.now()
    request = PhoneChange(
        account_id=account_id,
        phone=phone,
        code_hash=code_hash,
        code_mac=change_code_mac(app.code_secret, account_id, phone, code),
        auth_key_id=auth_key_id,
        guesses_since=now - app.code_limits.guess_window_s,
        date=now,
    )
    result = await app.store.change_phone(
        request, decide=partial(change_phone, limits=app.code_limits)
    )
    if result is Guess.WRONG:
        raise errors.PhoneCodeInvalid
    if result is Guess.EXPIRED:
        raise errors.PhoneCodeExpired
    audience = tuple(await app.store.audience(account_id))
    app.bus.publish(AccountPhoneChanged(account_id=account_id, audience=audience, origin=origin))
