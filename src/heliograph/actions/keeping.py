"""Keeping an account that somebody without its password asked to delete.

https://core.telegram.org/method/account.confirmPhone
"""

from functools import partial

from heliograph.actions.account_codes import check_guess, entered_code, send_account_code
from heliograph.actions.app import App
from heliograph.actions.codes import keep_code_mac, keep_proof
from heliograph.domain import errors
from heliograph.domain.deletion import check_link, confirm_owner
from heliograph.domain.sign_in import LoginCode, issue_code

KEEP_PREFIX = "keep-"
"""Begins the name of a code that keeps an account, as `auth.resendCode` is asked for all kinds."""


async def keep_link(app: App, account_id: int, delete_at: int) -> str:
    """The link that the account's devices are sent; clients know its form."""
    proof = keep_proof(app.code_secret, account_id, delete_at)
    return f"tg://confirmphone?phone={await _phone(app, account_id)}&hash={proof}"


async def _phone(app: App, account_id: int) -> str:
    account = await app.store.account(account_id)
    if account is None:
        raise errors.UserIdInvalid
    return account.phone


async def send_keep_code(
    app: App,
    account_id: int,
    *,
    proof: str | None,
    auth_key_id: int,
    address: str,
    language: str,
    replaces: str | None = None,
) -> LoginCode:
    """Send a code to the account's own number, for somebody who followed the link.

    `proof` is from the link; a code that `replaces` another needs none. HASH_INVALID, FLOOD_WAIT_x,
    PHONE_CODE_EXPIRED.
    """
    terms = await app.store.terms(account_id)
    expected = keep_proof(app.code_secret, account_id, terms.delete_at or 0)
    check_link(terms, expected if proof is None else proof, expected=expected)
    phone = await _phone(app, account_id)
    return await send_account_code(
        app,
        phone,
        prefix=KEEP_PREFIX,
        mac_of=partial(keep_code_mac, app.code_secret, account_id, phone),
        auth_key_id=auth_key_id,
        address=address,
        language=language,
        replaces=replaces,
        decide=partial(issue_code, registration=app.registration, limits=app.code_limits),
    )


async def keep_account(
    app: App, account_id: int, *, code_hash: str, code: str, auth_key_id: int
) -> None:
    """Call the deletion off. CODE_HASH_INVALID, PHONE_CODE_INVALID, PHONE_CODE_EXPIRED."""
    phone = await _phone(app, account_id)
    request = entered_code(
        app,
        account_id,
        phone,
        code_hash=code_hash,
        code_mac=keep_code_mac(app.code_secret, account_id, phone, code),
        auth_key_id=auth_key_id,
    )
    decide = partial(confirm_owner, limits=app.code_limits)
    check_guess(await app.store.keep_account(request, decide=decide))
