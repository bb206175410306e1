"""How long devices and accounts may stay unused before they end."""

import msgspec

from heliograph.domain import errors

DAY_S = 86_400
SESSION_DAYS_MIN, SESSION_DAYS_MAX = 1, 366
ACCOUNT_DAYS_MIN, ACCOUNT_DAYS_MAX = 30, 730


class AccountTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Days without use after which a device is logged out, and the account deleted.

    `delete_at` is when a deletion that waits is carried out (Unix seconds).
    """

    session_days: int = 365
    account_days: int = ACCOUNT_DAYS_MAX
    delete_at: int | None = None


def check_session_days(days: int) -> None:
    """TTL_DAYS_INVALID. https://core.telegram.org/method/account.setAuthorizationTTL"""
    if not SESSION_DAYS_MIN <= days <= SESSION_DAYS_MAX:
        raise errors.TtlDaysInvalid


def check_account_days(days: int) -> None:
    """TTL_DAYS_INVALID. https://core.telegram.org/method/account.setAccountTTL"""
    if not ACCOUNT_DAYS_MIN <= days <= ACCOUNT_DAYS_MAX:
        raise errors.TtlDaysInvalid
