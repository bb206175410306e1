"""The forms in which a text is looked at: how it reads, whatever it was typed with.

What is stored is never changed. Letters that look alike are folded only in words that mix
scripts: folded everywhere, Greek and short Russian words turn into others.

https://www.unicode.org/reports/tr39/#Mixed_Script_Detection
"""

import re
import unicodedata
from functools import lru_cache

# Soft hyphen, joiners, marks of direction, selectors, fillers, tags: nobody sees them.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_LATIN = re.compile("[a-z\u00e0-\u024f]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")

_CYRILLIC_ALIKE = dict(zip("авеһікмнорсѕтухԁԛԝјѵ", "abehikmhopcstyxdqwjv", strict=True))
_GREEK_ALIKE = dict(zip("αεικνορτυχβωη", "aeikvoptuxbwn", strict=True))
_TO_LATIN = str.maketrans(_CYRILLIC_ALIKE | _GREEK_ALIKE)
_TO_CYRILLIC = str.maketrans(
    {latin: one for one, latin in _CYRILLIC_ALIKE.items() if one != "н"} | {"α": "а", "ο": "о"}
)
_MEMORY = 4_096


def forms(text: str) -> tuple[str, ...]:
    """How a text is read, and, where words mix scripts, what it is meant to be taken for: in lower
    case, with one space wherever there is any."""
    if text.isascii():
        return (" ".join(text.lower().split()),)
    plain = unicodedata.normalize("NFKC", text)
    plain = " ".join(_INVISIBLE.sub("", plain).casefold().split())
    if not (_LATIN.search(plain) and _OTHER.search(plain)):
        return (plain,)
    folded = _WORD.sub(_unmixed, plain)
    return (plain,) if folded == plain else (plain, folded)


def _unmixed(found: re.Match[str]) -> str:
    """A word in the script that most of its letters are of; one of a single script as it is."""
    word = found.group()
    scripts = [_script(one) for one in word]
    latin, cyrillic, greek = (scripts.count(one) for one in ("LATIN", "CYRILLIC", "GREEK"))
    if (latin > 0) + (cyrillic > 0) + (greek > 0) < 2:
        return word
    return word.translate(_TO_CYRILLIC if cyrillic > latin else _TO_LATIN)


@lru_cache(_MEMORY)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
