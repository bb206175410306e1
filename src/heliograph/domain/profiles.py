"""What people say of themselves.

https://core.telegram.org/method/account.updateProfile
"""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from heliograph.domain import errors
from heliograph.domain.entities import Entity, check_text, utf16_length
from heliograph.domain.files import Photo
from heliograph.domain.notifications import NO_SETTINGS, NotifySettings
from heliograph.domain.people import Account, Seen
from heliograph.domain.privacy import GlobalPrivacy
from heliograph.domain.sign_in import check_name

MAX_ABOUT_LENGTH = 70
NOTE_LENGTH_MAX = 128

_OLDEST_YEARS = 150
# A leap year, so that the 29th of February is a birthday without its year.
_ANY_YEAR = 2000


class Birthday(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the year, and the year if it is said."""

    day: int
    month: int
    year: int | None = None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner of an address book wrote beside an entry."""

    text: str
    entities: tuple[Entity, ...] = ()


NO_NOTES: Mapping[int, Note | None] = {}


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """An account as its profile page shows it to one viewer.

    `note`, `notify`, `bar_hidden`, `stories_blocked`, `chosen_photo` and what the viewer's dialog
    with it has, its `folder_id` and `ttl_period` (seconds, 0 for none), are the viewer's own;
    `settings` and both other photos are the account's, whether the viewer may see them or not.
    """

    seen: Seen
    birthday: Birthday | None = None
    note: Note | None = None
    notify: NotifySettings = NO_SETTINGS
    bar_hidden: bool = False
    stories_blocked: bool = False
    settings: GlobalPrivacy = GlobalPrivacy()
    folder_id: int = 0
    ttl_period: int = 0
    photo: Photo | None = None
    fallback_photo: Photo | None = None
    chosen_photo: Photo | None = None


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


def is_near(birthday: Birthday, today: date) -> bool:
    """Whether it is yesterday, today or tomorrow: it is another day elsewhere."""
    days = (today + timedelta(days=step) for step in (-1, 0, 1))
    return (birthday.month, birthday.day) in {(day.month, day.day) for day in days}


def check_birthday(birthday: Birthday, *, today: date) -> Birthday:
    """BIRTHDAY_INVALID for a day that does not exist, is to come, or nobody alive was born on.

    https://core.telegram.org/method/account.updateBirthday
    """
    try:
        born = date(birthday.year or _ANY_YEAR, birthday.month, birthday.day)
    except ValueError:
        raise errors.BirthdayInvalid from None
    if birthday.year and not today.year - _OLDEST_YEARS <= born.year <= today.year:
        raise errors.BirthdayInvalid
    if birthday.year and born > today:
        raise errors.BirthdayInvalid
    return Birthday(day=birthday.day, month=birthday.month, year=birthday.year or None)


def check_note(note: Note) -> Note | None:
    """The note to keep, trimmed, None for an empty one.

    MESSAGE_TOO_LONG beyond 128 UTF-16 units, ENTITIES_TOO_LONG, ENTITY_BOUNDS_INVALID.
    """
    if not note.text.strip():
        return None
    text, entities = check_text(note.text, note.entities, NOTE_LENGTH_MAX, NOTE_LENGTH_MAX)
    return Note(text=text, entities=entities)
