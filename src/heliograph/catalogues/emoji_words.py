"""Words for emoji in the server's languages, from CLDR's names (`emoji` library)."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

import emoji

from heliograph.domain.texts import TEXTS

_FULLY_QUALIFIED = 2
# A word of more emoji than this (“face”, “flag”) finds too much to help.
_EMOJI_PER_WORD_MAX = 60
_WORD_MIN = 2


@lru_cache(maxsize=len(TEXTS))
def keywords(language: str) -> Mapping[str, tuple[str, ...]]:
    """Emoji by lower-case word or whole name, in CLDR's order, in a language of `TEXTS`."""
    emoji.config.load_language([language])
    found: defaultdict[str, list[str]] = defaultdict(list)
    for sign, facts in emoji.EMOJI_DATA.items():
        if facts["status"] == _FULLY_QUALIFIED and not _is_toned(sign):
            for word in _words(facts, language):
                found[word].append(sign)
    return {
        word: tuple(signs)
        for word, signs in sorted(found.items())
        if len(signs) <= _EMOJI_PER_WORD_MAX
    }


def _words(facts: Mapping[str, object], language: str) -> set[str]:
    names = [str(facts[language])]
    if language == "en":
        aliases = facts.get("alias", [])
        names += aliases if isinstance(aliases, list) else []
    words: set[str] = set()
    for name in names:
        whole = name.strip(":").replace("_", " ").lower()
        words |= {whole, *re.findall(r"\w+", whole)}
    # Korean writes whole words with one syllable.
    least = 1 if language == "ko" else _WORD_MIN
    return {word for word in words if len(word) >= least}


def _is_toned(sign: str) -> bool:
    return any("\U0001f3fb" <= part <= "\U0001f3ff" for part in sign)
