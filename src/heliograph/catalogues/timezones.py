"""Time zones with their names: the zones of `tzdata`, the names of CLDR (`Babel`)."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

_DAY_S = 86_400
_DAYS_KEPT = 16


class Timezone(msgspec.Struct, frozen=True):
    """`utc_offset` is in seconds, as it is at the time asked for."""

    id: str
    name: str
    utc_offset: int


def timezones(language: str, now: int) -> tuple[Timezone, ...]:
    """One zone per place people live in, from west to east; `now` in Unix seconds."""
    # Offsets change at night in most places: the day is exact enough for a list to choose from.
    return _on_day(language, now // _DAY_S)


@lru_cache(maxsize=_DAYS_KEPT)
def _on_day(language: str, day: int) -> tuple[Timezone, ...]:
    noon = datetime.fromtimestamp(day * _DAY_S + _DAY_S // 2, UTC)
    locale, known = Locale.parse(language), available_timezones()
    places = [name for name in get_global("zone_territories") if not name.startswith("Etc/")]
    made = [_timezone(name, locale, noon) for name in places if name in known]
    return tuple(sorted(made, key=lambda zone: (zone.utc_offset, zone.name)))


def _timezone(zone_id: str, locale: Locale, at: datetime) -> Timezone:
    zone = ZoneInfo(zone_id)
    offset = at.astimezone(zone).utcoffset()
    seconds = 0 if offset is None else int(offset.total_seconds())
    return Timezone(zone_id, get_timezone_location(zone, locale=locale, return_city=True), seconds)
