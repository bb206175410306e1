"""Usernames: their form and who may take one.

https://core.telegram.org/method/account.updateUsername
"""

import re

from heliograph.domain import errors
from heliograph.domain.people import Account

# Letters, digits and underscores; starts with a letter, no underscore at the end or twice.
_FORM = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*", re.ASCII)
MIN_LENGTH = 5
MAX_LENGTH = 32
RESERVED = frozenset({"admin", "administrator", "heliograph", "moderator", "support", "telegram"})


def fold(username: str) -> str:
    """The form two usernames are compared in."""
    return username.removeprefix("@").lower()


def check_form(username: str) -> None:
    """USERNAME_INVALID unless the name is well-formed and not reserved."""
    if not MIN_LENGTH <= len(username) <= MAX_LENGTH or not _FORM.fullmatch(username):
        raise errors.UsernameInvalid
    if fold(username) in RESERVED:
        raise errors.UsernameInvalid


def claim_username(account: Account, username: str, holder_id: int | None) -> str | None:
    """The name to store (None gives the present one up), or the refusal.

    `holder_id` is the account that has the name now, compared case-insensitively.
    """
    account.check_enabled()
    if not username:
        if account.username is None:
            raise errors.UsernameNotModified
        return None
    check_form(username)
    if account.username == username:
        raise errors.UsernameNotModified
    if holder_id is not None and holder_id != account.id:
        raise errors.UsernameOccupied
    return username
