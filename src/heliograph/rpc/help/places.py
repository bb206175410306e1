"""Countries and time zones to choose from."""

import asyncio

from heliograph.catalogues.countries import countries
from heliograph.catalogues.timezones import timezones
from heliograph.domain.texts import language_of
from heliograph.rpc.catalogues import Catalogue, content_hash
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import catalogues as view


def _countries(language: str, current: int) -> types.help.CountriesList:
    made: list[types.help.TypeCountry] = [view.country(found) for found in countries(language)]
    return types.help.CountriesList(countries=made, hash=current)


_COUNTRIES = Catalogue(_countries)


@method("help.getCountriesList", signed_in=False)
async def get_countries_list(
    context: Context, query: functions.help.GetCountriesList
) -> types.help.TypeCountriesList:
    """https://core.telegram.org/method/help.getCountriesList"""
    answer, current = await _COUNTRIES.get(language_of(query.lang_code))
    if query.hash == current:
        return types.help.CountriesListNotModified()
    return answer


@method("help.getTimezonesList", signed_in=False)
async def get_timezones_list(
    context: Context, query: functions.help.GetTimezonesList
) -> types.help.TypeTimezonesList:
    """Names in the client's language; the offsets are today's.

    https://core.telegram.org/method/help.getTimezonesList
    """
    # In a thread: the names of a language are read once a day, which takes a tenth of a second.
    places = await asyncio.to_thread(timezones, context.language, context.clock.now())
    made: list[types.TypeTimezone] = [view.timezone(found) for found in places]
    answer = types.help.TimezonesList(timezones=made, hash=0)
    current = content_hash(answer)
    if query.hash == current:
        return types.help.TimezonesListNotModified()
    return types.help.TimezonesList(timezones=made, hash=current)
