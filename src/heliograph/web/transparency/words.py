"""What the page of the public log's totals says, in each of the pages' languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Words by key, by language."""
    table = resources.files("heliograph.web.transparency").joinpath("words.toml")
    return tomllib.loads(table.read_text(encoding="utf-8"))
