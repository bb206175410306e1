"""What people say of themselves.

https://core.telegram.org/method/account.updateProfile
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.entities import utf16_length
from heliograph.domain.people import Account
from heliograph.domain.sign_in import check_name

MAX_ABOUT_LENGTH = 70


def change_profile(
    account: Account, first_name: str | None, last_name: str | None, about: str | None
) -> Account:
    """The account with the given parts changed (None leaves one), or the refusal.

    `about` may have 70 UTF-16 units.
    """
    account.check_enabled()
    first = account.first_name if first_name is None else first_name.strip()
    last = account.last_name if last_name is None else last_name.strip()
    bio = account.about if about is None else about.strip()
    check_name(first, last)
    if utf16_length(bio) > MAX_ABOUT_LENGTH:
        raise errors.AboutTooLong
    return msgspec.structs.replace(account, first_name=first, last_name=last, about=bio)
