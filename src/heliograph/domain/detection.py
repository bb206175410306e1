"""Finds the entities that clients leave to the server: mentions, hashtags, commands, links.

Android draws a mention only if the answer names it, Desktop sends none for links.

https://core.telegram.org/api/entities
"""

import re
from functools import cache

from heliograph.domain.entities import Entity, utf16_length

# Ends of bare host names that are taken for links without a scheme.
_TOP_LEVEL = "com|org|net|info|io|dev|app|me|eu|uk|de|fr|ru|kr|jp|cn|us|ch|at|nl|pl|it|es"
_HOST = r"(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}"
_REST = r"(?::\d{2,5})?(?:[/?#][^\s<>\"]*)?"
# First alternative wins: an address is no mention, a link's fragment no hashtag. Before each stand
# the signs of which every match has one: only kinds whose signs are in a text are looked for.
_KINDS = (
    ("@", rf"(?P<Email>(?<![\w.+-])[\w.+-]{{1,64}}@{_HOST}[A-Za-z]{{2,24}}\b)"),
    (
        ".:",
        rf"(?P<Url>(?<![\w@])(?:(?:https?|tg|ftp)://[^\s<>\"]+|{_HOST}(?:{_TOP_LEVEL})\b{_REST}))",
    ),
    ("@", r"(?P<Mention>(?<![\w@/])@[A-Za-z]\w{2,31}\b)"),
    ("#", r"(?P<Hashtag>(?<![\w#&/])\#(?=\w*[^\W\d])\w{1,256})"),
    ("$", r"(?P<Cashtag>(?<![\w$])\$[A-Z]{1,8}\b)"),
    ("/", r"(?P<BotCommand>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?\b(?!/))"),
    ("+", r"(?P<Phone>(?<![\w+])\+\d[\d ()-]{5,18}\d\b)"),
)
# What every match contains; most messages don't, and are spared the slow search.
_TRIGGERS = re.compile(r"[@#]|\.[A-Za-z]|/[A-Za-z0-9_]|://|\$[A-Z]|\+\d")
_SIGNS = tuple(dict.fromkeys("".join(signs for signs, _ in _KINDS)))
_TRAILING = ".,:;!?'\")]}»…"
# Inside these nothing else is drawn.
_OPAQUE = frozenset({"Code", "Pre", "TextUrl", "MentionName", "Url", "Email", "CustomEmoji"})


def detect_entities(text: str, entities: tuple[Entity, ...], most: int) -> tuple[Entity, ...]:
    """The given entities and those found in the text, sorted; at most `most` in all."""
    if not _TRIGGERS.search(text):
        return entities
    taken = [(e.offset, e.offset + e.length) for e in entities if e.kind in _OPAQUE]
    found = list(entities)
    for match in _pattern(_signs_in(text)).finditer(text):
        if len(found) >= most:
            break
        made = _entity(text, match)
        span = (made.offset, made.offset + made.length)
        if made not in entities and not any(
            span[0] < end and start < span[1] for start, end in taken
        ):
            found.append(made)
    return tuple(sorted(found, key=lambda e: (e.offset, -e.length, e.kind)))


def _signs_in(text: str) -> str:
    return "".join([sign for sign in _SIGNS if sign in text])


@cache
def _pattern(signs: str) -> re.Pattern[str]:
    """What finds in one pass all kinds that are possible with these signs."""
    return re.compile("|".join(kind for some, kind in _KINDS if not set(some).isdisjoint(signs)))


def _entity(text: str, match: re.Match[str]) -> Entity:
    kind = match.lastgroup or ""
    shown = match.group()
    if kind == "Url":
        shown = shown.rstrip(_TRAILING)
    return Entity(kind=kind, offset=utf16_length(text[: match.start()]), length=utf16_length(shown))
