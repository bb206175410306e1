"""Moving an account to another number, by a code sent there.

https://core.telegram.org/method/account.changePhone
"""

import enum
import hmac

import msgspec

from heliograph.domain import errors
from heliograph.domain.people import Account
from heliograph.domain.sign_in import (
    CodeContext,
    CodeLimits,
    CodeRequest,
    LoginCode,
    Registration,
    issue_code,
)


class PhoneChange(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody enters the code that went to the new number; `code_mac` is of what was entered."""

    account_id: int
    phone: str
    code_hash: str
    code_mac: bytes
    auth_key_id: int
    date: int


class PhoneChangeContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a change is decided on: the code asked for, and who has the number."""

    code: LoginCode | None
    holder: Account | None


class PhoneChanged(enum.Enum):
    """What came of it; a wrong code is counted, so it is a result and no exception."""

    WRONG = "wrong"
    EXPIRED = "expired"
    CHANGED = "changed"


def issue_change_code(
    request: CodeRequest, context: CodeContext, account_id: int, limits: CodeLimits
) -> LoginCode:
    """The code for a number, whoever may sign up. PHONE_NUMBER_OCCUPIED for one's own.

    Somebody else's is refused only to who proves to have it: asking must not tell who is here.
    """
    if context.account is not None and context.account.id == account_id:
        raise errors.PhoneNumberOccupied
    unlike = msgspec.structs.replace(context, invite_mac=None)
    return issue_code(request, unlike, Registration.OPEN, limits)


def change_phone(
    request: PhoneChange, context: PhoneChangeContext, limits: CodeLimits
) -> PhoneChanged:
    """Judges an entered code. PHONE_NUMBER_OCCUPIED if the number found an owner meanwhile."""
    code = context.code
    if code is None or code.phone != request.phone or code.auth_key_id != request.auth_key_id:
        return PhoneChanged.EXPIRED
    if code.attempts >= limits.attempts or request.date > code.created + limits.lifetime_s:
        return PhoneChanged.EXPIRED
    if not hmac.compare_digest(code.code_mac, request.code_mac):
        return PhoneChanged.WRONG
    if context.holder is not None:
        raise errors.PhoneNumberOccupied
    return PhoneChanged.CHANGED
