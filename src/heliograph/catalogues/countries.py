"""Countries with their calling codes: numbers from `phonenumbers`, names from CLDR (`Babel`)."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import msgspec
import phonenumbers
from babel import Locale
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from heliograph.domain.texts import DEFAULT_LANGUAGE, TEXTS

_NORTH_AMERICA = 1
# Tails that make a whole number of most lengths out of an area code.
_TAILS = ("2345678", "234567", "23456", "2345")


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """A country as sign-in screens list it.

    `prefixes` are the digits behind the calling code that tell it from others with the same one
    (none: it takes what no other claims); `patterns` show how a mobile number is written, X for
    any digit.
    """

    iso2: str
    default_name: str
    name: str
    calling_code: str
    prefixes: tuple[str, ...]
    patterns: tuple[str, ...]


@lru_cache(maxsize=len(TEXTS))
def countries(language: str) -> tuple[Country, ...]:
    """All countries by their name in `language`, one of the languages of `TEXTS`."""
    english, local = Locale.parse(DEFAULT_LANGUAGE).territories, Locale.parse(language).territories
    made = [
        Country(
            iso2=region,
            default_name=english[region],
            name=local.get(region, english[region]),
            calling_code=str(phonenumbers.country_code_for_region(region)),
            prefixes=_prefixes(region),
            patterns=_patterns(region),
        )
        for region in phonenumbers.SUPPORTED_REGIONS
        if region in english
    ]
    return tuple(sorted(made, key=lambda country: country.name))


@lru_cache(maxsize=8_192)
def country_of(phone: str) -> str:
    """The two letters of the country that a number (digits) belongs to, empty if it tells none."""
    try:
        number = phonenumbers.parse(f"+{phone}")
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(number)
    if region is None:
        # Not a number that was given out, but of a country all the same.
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return region if region is not None and region.isalpha() and region != "ZZ" else ""


@cache
def _prefixes(region: str) -> tuple[str, ...]:
    code = phonenumbers.country_code_for_region(region)
    if phonenumbers.region_code_for_country_code(code) == region:
        return ()
    metadata = PhoneMetadata.metadata_for_region(region)
    leading = None if metadata is None else metadata.leading_digits
    if leading is None:
        return _shortest(_area_codes(region, code))
    # Longer ones stand in the expression as they are.
    candidates = (*_up_to_four_digits(), *re.findall(r"\d{5,}", leading))
    fits = re.compile(leading).fullmatch
    return _shortest(candidate for candidate in candidates if fits(candidate))


@lru_cache(maxsize=1)
def _up_to_four_digits() -> tuple[str, ...]:
    return tuple(f"{n:0{digits}}" for digits in range(1, 5) for n in range(10**digits))


def _area_codes(region: str, code: int) -> Iterator[str]:
    metadata = PhoneMetadata.metadata_for_region(region)
    kinds = () if metadata is None else (metadata.fixed_line, metadata.mobile)
    patterns = [kind.national_number_pattern or "" for kind in kinds if kind is not None]
    fits = re.compile("|".join(patterns)).fullmatch
    # In North America every area code has three digits; elsewhere one more tells neighbours apart.
    digits = 3 if code == _NORTH_AMERICA else 4
    for area in range(10 ** (digits - 1), 10**digits):
        if any(fits(f"{area}{tail}") for tail in _TAILS):
            yield str(area)


def _shortest(prefixes: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for prefix in sorted(prefixes, key=lambda p: (len(p), p)):
        if not any(prefix.startswith(shorter) for shorter in kept):
            kept.append(prefix)
    return tuple(sorted(kept))


@cache
def _patterns(region: str) -> tuple[str, ...]:
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if example is None:
        return ()
    written = phonenumbers.format_number(example, PhoneNumberFormat.INTERNATIONAL)
    national = written.split(" ", 1)[-1] if " " in written else ""
    return (re.sub(r"\d", "X", national.replace("-", " ")),) if national else ()
