"""Countries and time zones are the world's, in each of the server's languages."""

import re

import phonenumbers
import pytest

from heliograph.catalogues.countries import countries
from heliograph.catalogues.timezones import timezones
from heliograph.domain.texts import TEXTS

JANUARY, JULY = 1_705_320_000, 1_721_044_800


@pytest.mark.parametrize("language", TEXTS)
def test_every_region_with_telephones_is_listed_once(language: str) -> None:
    listed = [country.iso2 for country in countries(language)]
    assert len(set(listed)) == len(listed)
    assert set(phonenumbers.SUPPORTED_REGIONS) - set(listed) <= {"AC", "TA", "XK"}


@pytest.mark.parametrize(
    ("language", "iso2", "name"),
    [
        ("de", "KR", "Südkorea"),
        ("fr", "DE", "Allemagne"),
        ("ko", "FR", "프랑스"),
        ("ru", "GB", "Великобритания"),
        ("en", "JP", "Japan"),
    ],
)
def test_countries_are_named_in_the_language_asked_for(language: str, iso2: str, name: str) -> None:
    assert {country.iso2: country.name for country in countries(language)}[iso2] == name


@pytest.mark.parametrize(
    ("iso2", "code", "prefixes"),
    [
        ("DE", "49", ()),
        ("US", "1", ()),
        ("RU", "7", ()),
        ("KZ", "7", ("7",)),
        ("JM", "1", ("658", "876")),
        ("GG", "44", ("1481", "7781", "7839")),
        ("VA", "39", ("06698",)),
    ],
)
def test_neighbours_with_one_calling_code_are_told_apart(
    iso2: str, code: str, prefixes: tuple[str, ...]
) -> None:
    found = {country.iso2: country for country in countries("en")}[iso2]
    assert (found.calling_code, found.prefixes) == (code, prefixes)


def test_no_two_countries_claim_the_same_numbers() -> None:
    claimed = [
        country.calling_code + prefix
        for country in countries("en")
        for prefix in country.prefixes or ("",)
    ]
    twice = {number for number in claimed if claimed.count(number) > 1}
    # Islands that share their numbers with each other or with Australia's mainland.
    assert not {number for number in twice if not number.startswith(("61", "590"))}


def test_an_example_of_every_country_fits_its_pattern() -> None:
    for country in countries("en"):
        for pattern in country.patterns:
            assert re.fullmatch(r"X[X .]*X", pattern), country


@pytest.mark.parametrize(
    ("now", "offset"), [(JANUARY, 3_600), (JULY, 7_200)], ids=["winter", "summer"]
)
def test_offsets_follow_the_season(now: int, offset: int) -> None:
    zones = {zone.id: zone for zone in timezones("de", now)}
    assert zones["Europe/Berlin"].utc_offset == offset
    assert zones["Asia/Seoul"].utc_offset == 32_400


def test_zones_run_from_west_to_east() -> None:
    offsets = [zone.utc_offset for zone in timezones("en", JANUARY)]
    assert len(offsets) > 300
    assert offsets == sorted(offsets)
    assert (offsets[0], offsets[-1]) == (-11 * 3_600, 14 * 3_600)
