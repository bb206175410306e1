"""What an operator does with accounts: adding, inviting, listing, disabling."""

from collections.abc import Sequence

import msgspec

from heliograph.actions.app import App
from heliograph.actions.codes import code_mac, draw_code
from heliograph.actions.newcomers import introduce
from heliograph.actions.sessions import drop_keys
from heliograph.domain import errors
from heliograph.domain.mail import is_mail_address
from heliograph.domain.people import Account, Seen
from heliograph.domain.sign_in import Invite, check_name, normalise_phone
from heliograph.domain.two_step import TwoStep

# No real number begins so: +999 is not assigned to any country.
_INVITE_PREFIX = "99966"
_INVITE_DIGITS = 7
_INVITE_DRAWS = 8


class IssuedInvite(msgspec.Struct, frozen=True, kw_only=True):
    """What to hand to the invited person: they sign in with the number, the code is asked for."""

    phone: str
    code: str
    expires: int


async def add_account(app: App, *, phone: str, first_name: str, last_name: str = "") -> Account:
    """Open an account for a number, whatever the registration rule. PHONE_NUMBER_OCCUPIED."""
    check_name(first_name, last_name)
    account = await app.store.add_account(
        phone=normalise_phone(phone),
        first_name=first_name,
        last_name=last_name,
        date=app.clock.now(),
    )
    await introduce(app, account)
    return account


async def create_invite(app: App, *, lifetime_s: int) -> IssuedInvite:
    """Draw an unused number with a one-time code that opens its account."""
    now = app.clock.now()
    for _ in range(_INVITE_DRAWS):
        number = app.random.below(10**_INVITE_DIGITS)
        phone = f"{_INVITE_PREFIX}{number:0{_INVITE_DIGITS}d}"
        code = draw_code(app.random, app.code_limits.digits)
        invite = Invite(
            phone=phone,
            code_mac=code_mac(app.code_secret, phone, code),
            created=now,
            expires=now + lifetime_s,
        )
        try:
            await app.store.add_invite(invite)
        except errors.PhoneNumberOccupied:
            continue
        return IssuedInvite(phone=phone, code=code, expires=invite.expires)
    raise errors.PhoneNumberOccupied


async def note_code_mail(app: App, phone: str, mail: str | None) -> None:
    """Have login codes of a number go to a mail address, if codes go by mail; None: nowhere.

    EMAIL_INVALID, or EMAIL_NOT_ALLOWED for the recovery address of the number's account, or the
    one it waits to confirm: one mailbox must not be both steps.
    """
    phone = normalise_phone(phone)
    account = await app.store.account_by_phone(phone)
    if mail is not None:
        if not is_mail_address(mail):
            raise errors.EmailInvalid
        state = TwoStep() if account is None else await app.store.two_step(account.id)
        recovers = {state.email, state.pending.email if state.pending else None}
        if mail.casefold() in {address.casefold() for address in recovers if address}:
            raise errors.EmailNotAllowed
    await app.store.set_code_mail(phone, mail)


async def list_accounts(app: App, *, after_id: int = 0, limit: int = 100) -> Sequence[Account]:
    """A page of accounts by rising id."""
    return await app.store.accounts(after_id=after_id, limit=limit)


async def find_account(app: App, reference: str) -> Account | None:
    """The account an operator means: `@username`, `+phone`, an id, or a phone without plus."""
    if reference.startswith("@"):
        seen = await app.store.shown_by_username(0, reference)
        return seen.account if isinstance(seen, Seen) else None
    digits = reference.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return None
    if not reference.startswith("+"):
        by_id = await app.store.account(int(digits))
        if by_id is not None:
            return by_id
    return await app.store.account_by_phone(digits)


async def disable_account(app: App, account_id: int) -> int:
    """Shut an account; when it returns none of its sessions lives. Gives how many devices ended."""
    ended = await app.store.set_disabled(account_id, True)
    await drop_keys(app, ended)
    return len(ended)


async def enable_account(app: App, account_id: int) -> None:
    """Open a disabled account again; its devices sign in anew."""
    await app.store.set_disabled(account_id, False)
