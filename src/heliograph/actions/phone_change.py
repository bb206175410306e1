"""Moving an account to another number.

https://core.telegram.org/method/account.changePhone
"""

from functools import partial

from heliograph.actions.account_codes import check_guess, entered_code, send_account_code
from heliograph.actions.app import App
from heliograph.actions.codes import change_code_mac
from heliograph.domain.events import AccountPhoneChanged, Origin
from heliograph.domain.phone_change import (
    change_phone,
    check_settled,
    issue_change_code,
)
from heliograph.domain.sign_in import LoginCode, normalise_phone

CHANGE_PREFIX = "change-"
"""Begins the name of a code for a change, as `auth.resendCode` is asked for all kinds."""


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
    phone = normalise_phone(phone)
    devices = await app.store.authorizations(account_id)
    check_settled(devices, authorization_hash, signed_in_by=app.clock.now() - settled_s)
    return await send_account_code(
        app,
        phone,
        prefix=CHANGE_PREFIX,
        mac_of=partial(change_code_mac, app.code_secret, account_id, phone),
        auth_key_id=auth_key_id,
        address=address,
        language=language,
        replaces=replaces,
        decide=partial(issue_change_code, account_id=account_id, limits=app.code_limits),
    )


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
    phone = normalise_phone(phone)
    request = entered_code(
        app,
        account_id,
        phone,
        code_hash=code_hash,
        code_mac=change_code_mac(app.code_secret, account_id, phone, code),
        auth_key_id=auth_key_id,
    )
    decide = partial(change_phone, limits=app.code_limits)
    check_guess(await app.store.change_phone(request, decide=decide))
    audience = tuple(await app.store.audience(account_id))
    app.bus.publish(AccountPhoneChanged(account_id=account_id, audience=audience, origin=origin))
