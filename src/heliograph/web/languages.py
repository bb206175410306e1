"""Which of the pages' languages a visitor reads, and how numbers and dates look in it."""

from datetime import UTC, datetime
from functools import cache

import msgspec
from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_compact_decimal, format_decimal

from heliograph.web.words import PLURALS, WORDS

DEFAULT = "en"

_RANGES_MAX = 32
"""Languages looked at in one header; browsers name a handful."""

_COMPACT_FROM = 10_000
_UNITS = ("B", "KiB", "MiB", "GiB")


class Language(msgspec.Struct, frozen=True):
    """One of the pages' languages by its code."""

    code: str

    def say(self, key: str, **values: str) -> str:
        """The words under a key, filled in. KeyError for an unknown key."""
        return WORDS[self.code][key].format(**values)

    def count(self, key: str, number: int) -> str:
        """A number with what it counts, in the right form: `1 subscriber`, `12K subscribers`."""
        form = _locale(self.code).plural_form(number)
        forms = PLURALS[self.code][key]
        return forms.get(form, forms["other"]).format(number=self.number(number))

    def number(self, number: int) -> str:
        """A number as people write it, a large one in short."""
        locale = _locale(self.code)
        if number < _COMPACT_FROM:
            return format_decimal(number, locale=locale)
        return format_compact_decimal(number, locale=locale, fraction_digits=1)

    def day(self, date: int) -> str:
        """The day of a time in Unix seconds, in UTC."""
        return format_date(_moment(date), "long", locale=_locale(self.code))

    def time(self, date: int) -> str:
        """The time of day of a time in Unix seconds, in UTC."""
        return format_time(_moment(date), "short", tzinfo=UTC, locale=_locale(self.code))

    def moment(self, date: int) -> str:
        """Day and time of day of a time in Unix seconds, in UTC."""
        return f"{self.day(date)}, {self.time(date)}"

    def size(self, size_bytes: int) -> str:
        """How large a file is."""
        amount, unit = float(size_bytes), 0
        while amount >= 1024 and unit < len(_UNITS) - 1:
            amount, unit = amount / 1024, unit + 1
        shown = format_decimal(round(amount, 1 if unit else 0), locale=_locale(self.code))
        return f"{shown} {_UNITS[unit]}"


def iso(date: int) -> str:
    """A time in Unix seconds as machines read it in pages."""
    return _moment(date).strftime("%Y-%m-%dT%H:%M:%SZ")


def length(seconds: float) -> str:
    """How long something plays: `1:05`, `1:00:07`."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def language_for(accepted: str) -> Language:
    """The visitor's first language among those there are, by their `Accept-Language` header.

    https://www.rfc-editor.org/rfc/rfc9110#field.accept-language
    """
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(",")[:_RANGES_MAX]:
        tag, _, quality = part.partition(";")
        code = tag.strip().replace("_", "-").partition("-")[0].lower()
        if code in WORDS:
            wanted.append((_quality(quality), code))
    best = max(wanted, key=lambda one: one[0], default=(1.0, DEFAULT))
    return Language(best[1] if best[0] > 0 else DEFAULT)


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def _moment(date: int) -> datetime:
    return datetime.fromtimestamp(date, UTC)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)
