"""What can be wrong with something: the categories and keywords of the EU's statements of reasons.

The codes are the Digital Services Act's own, so that what is reported in an app, decided by a
person and told to the public bears one name throughout.

https://transparency.dsa.ec.europa.eu/page/api-documentation
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

CATEGORY_PREFIX = "STATEMENT_CATEGORY_"
KEYWORD_PREFIX = "KEYWORD_"
OTHER = "KEYWORD_OTHER"
"""The keyword for what its category has no other for; it needs words of the reporter's."""

DEFAULT_LANGUAGE = "en"
_ANY = "*"

CHILD_ABUSE = frozenset(
    {
        "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
        "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE",
        "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS",
    }
)
"""Reported without a name (DSA Article 16(2)(c) names Directive 2011/93, Articles 3 to 7)."""

INTIMATE_IMAGES = frozenset(
    {
        "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING",
        "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN",
        "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE",
        "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN",
    }
)
"""What somebody shown in it may ask to have hidden at once."""


class Reason(msgspec.Struct, frozen=True, order=True):
    """A leaf of the taxonomy: `STATEMENT_CATEGORY_…` with `KEYWORD_…`."""

    category: str
    keyword: str = OTHER

    @property
    def needs_words(self) -> bool:
        """Whether nobody could tell what is meant without the reporter's words."""
        return self.keyword == OTHER

    @property
    def may_be_nameless(self) -> bool:
        """Whether a notice of it needs no name and address."""
        return self.keyword in CHILD_ABUSE


class _Entry(msgspec.Struct, frozen=True):
    kind: str
    code: str
    of: str
    titles: Mapping[str, str]


@cache
def _entries() -> Mapping[tuple[str, str], _Entry]:
    table = resources.files("heliograph.safety").joinpath("taxonomy.tsv")
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    languages = head.split("\t")[3:]
    found: dict[tuple[str, str], _Entry] = {}
    for row in rows:
        kind, code, of, *titles = row.split("\t")
        found[kind, code] = _Entry(kind, code, of, dict(zip(languages, titles, strict=True)))
    return found


@cache
def categories() -> tuple[str, ...]:
    """All 16, in the order of their codes."""
    return tuple(CATEGORY_PREFIX + code for kind, code in _entries() if kind == "CATEGORY")


@cache
def keywords(category: str) -> tuple[str, ...]:
    """Those of a category, the one for everything else last. KeyError for an unknown category."""
    code = _entry("CATEGORY", category).code
    own = [one for one in _entries().values() if one.kind == "KEYWORD" and one.of in (code, _ANY)]
    return tuple(KEYWORD_PREFIX + one.code for one in own)


@cache
def reasons() -> tuple[Reason, ...]:
    """Every leaf: each category with each of its keywords."""
    return tuple(Reason(one, keyword) for one in categories() for keyword in keywords(one))


def is_reason(category: str, keyword: str) -> bool:
    """Whether a category has this keyword."""
    return Reason(category, keyword) in reasons()


def title(code: str, language: str) -> str:
    """How a category or keyword is called, in English where we do not speak the language.

    KeyError for an unknown code.
    """
    kind = "CATEGORY" if code.startswith(CATEGORY_PREFIX) else "KEYWORD"
    return _titled(_entry(kind, code), language)


def group_title(name: str, language: str) -> str:
    """How a group of categories is called in the choice that a reporter is given."""
    return _titled(_entries()["GROUP", name], language)


def _titled(entry: _Entry, language: str) -> str:
    return entry.titles.get(language) or entry.titles[DEFAULT_LANGUAGE]


def _entry(kind: str, code: str) -> _Entry:
    prefix = CATEGORY_PREFIX if kind == "CATEGORY" else KEYWORD_PREFIX
    return _entries()[kind, code.removeprefix(prefix)]
