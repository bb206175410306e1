"""Deleting an account: at once, or where a password guards it and was not given, after a week.

https://core.telegram.org/method/account.deleteAccount
"""

from datetime import UTC, datetime

from msgspec.structs import replace

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.texts import DEFAULT_LANGUAGE, text

WAIT_S = 7 * 86_400
"""Time for the owner of the password to see it and to sign in."""


def ask_for_deletion(terms: AccountTerms, now: int) -> AccountTerms:
    """The terms with a date for the deletion; one that waits already is not put off."""
    return replace(terms, delete_at=terms.delete_at or now + WAIT_S)


def keep(terms: AccountTerms) -> AccountTerms:
    """The terms without a deletion that waits."""
    return replace(terms, delete_at=None)


def deletion_text(delete_at: int, language: str = DEFAULT_LANGUAGE) -> str:
    """The notice that the account is about to be deleted."""
    when = datetime.fromtimestamp(delete_at, UTC)
    return text(language, "DeletionWaits", date=f"{when:%Y-%m-%d}", time=f"{when:%H:%M:%S}")
