"""What the pages of trust and safety say, in each of the pages' languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

NAMES: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "ko": "한국어",
    "ru": "Русский",
}
"""The languages' own names, in the order in which they are offered."""


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Words by key, by language."""
    table = resources.files("heliograph.web.trust").joinpath("words.toml")
    return tomllib.loads(table.read_text(encoding="utf-8"))
