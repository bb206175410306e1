"""What refusals mean to an operator, who need not know the protocol's errors."""

from collections.abc import Mapping

from heliograph.domain import errors
from heliograph.domain.errors import Refused
from heliograph.domain.sign_in import MAX_NAME_LENGTH, MAX_PHONE_DIGITS, MIN_PHONE_DIGITS
from heliograph.domain.usernames import MAX_LENGTH, MIN_LENGTH

_NAME = f"a name has 1 to {MAX_NAME_LENGTH} characters"

_WORDS: Mapping[type[Refused], str] = {
    errors.EmailInvalid: "no mail can be sent to this address",
    errors.EmailNotAllowed: "the address recovers the account's password: it must not be both",
    errors.FirstNameInvalid: _NAME,
    errors.LastNameInvalid: _NAME,
    errors.PhoneNumberInvalid: (
        f"a number has {MIN_PHONE_DIGITS} to {MAX_PHONE_DIGITS} digits, its country's code first"
    ),
    errors.PhoneNumberOccupied: "the number has an account already",
    errors.UserDeactivatedBan: "the account is locked out",
    errors.UserIdInvalid: "there is no such account, or it is the server's own",
    errors.UsernameInvalid: (
        f"a username has {MIN_LENGTH} to {MAX_LENGTH} letters, digits and single underscores, "
        "begins with a letter and is not reserved; a bot's ends in bot"
    ),
    errors.UsernameOccupied: "somebody has this username",
}


def in_plain_words(refusal: Refused) -> str:
    """The refusal's token, which programs read, and behind it what it means."""
    words = _WORDS.get(type(refusal))
    return refusal.text if words is None else f"{refusal.text} ({words})"
