"""Texts cut into the words that messages are found by, the same for texts and for what is sought.

Scripts that put no spaces between words (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese) are cut
into pairs of neighbouring signs; each sign begins one, and the last of a run stands alone.
"""

import re
import unicodedata
from typing import Literal

import msgspec

WORDS_VERSION = 3
"""Raised with every change of what a message is found by, of what its text is cut into and of the
marks beside it: an index of another version is made anew."""

WORD_MAX = 48
"""Letters of a word that count: what is longer is no word anybody types."""

WHOLE_MAX = 2
"""Shorter words are sought whole: half of all words begin with some letter or other."""

# Characters; marks that belong to the last one go with it, up to as many again.
_PIECE = 32
# Of half-width Japanese; the range below is of Korean syllables' later letters.
_VOICE_MARKS = "\uff9e\uff9f\u3099\u309a"

_JOINED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1780-\u17d3\u1100-\u11ff\u3005"
    "\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
# Without the modifiers of skin colour: what is sought without one is found with it.
_PICTURES = (
    "\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
)
# Vowels and tones that are written as marks belong to words; `\w` knows letters alone.
_MARKS = "".join(
    sign for sign in map(chr, range(0x300, 0x1E00)) if unicodedata.category(sign)[0] == "M"
)
_LETTERS = rf"[^\W_{_JOINED}]+"
_SPACED_WORDS = re.compile(rf"[#@$]?{_LETTERS}(?:[{_MARKS}]+(?:{_LETTERS})?)*|[{_PICTURES}]")
_JOINED_RUNS = re.compile(f"[{_JOINED}]+")
_PLAIN_WORDS = re.compile(r"[#@$]?[a-z0-9]+")
_SIGILS = "#@$"

# Marks of every script; of the oddest ones more than those.
_LONG_RUN = re.compile(
    f"[{_MARKS}\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ua66f-\uabed\ufb1e\ufe20-\ufe2f\uff9e\uff9f"
    "\U00010a00-\U0001e94a]{16}"
)

# Accents of Latin and Greek, the dots of ё, vowel signs of Hebrew and Arabic.
_ACCENTS = re.compile(
    "(?<=[a-z\u00df-\u024f\u0370-\u03ff])[\u0300-\u036f]+|(?<=\u0435)\u0308"
    "|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0655\u0670]"
)
_ALIKE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe"})


class Sought(msgspec.Struct, frozen=True):
    """A word to look for: a text has it if one of its words is it, or begins with it."""

    word: str
    whole: bool


def words_of(text: str) -> set[str]:
    """The words that a text is found by. What follows `#`, `@` or `$` is there with and without."""
    return _words_in(fold(text))


def _words_in(folded: str) -> set[str]:
    found = _spaced_words(folded)
    if not folded.isascii():
        for run in _JOINED_RUNS.findall(folded):
            found.update(run[i : i + 2] for i in range(len(run)))
    if "#" in folded or "@" in folded or "$" in folded:
        found |= {word[1:] for word in found if word[0] in _SIGILS}
    return found


def sought_in(text: str) -> tuple[Sought, ...]:
    """What a query asks for: all of it must be there. Empty if it has no word."""
    folded = fold(text)
    found = {Sought(word, len(word) <= WHOLE_MAX) for word in _spaced_words(folded)}
    for run in _JOINED_RUNS.findall(folded):
        pairs = {Sought(run[i : i + 2], True) for i in range(len(run) - 1)}
        found |= pairs or {Sought(run, False)}
    return tuple(sorted(found, key=lambda one: (-len(one.word), one.word)))


def _spaced_words(folded: str) -> set[str]:
    found = set((_PLAIN_WORDS if folded.isascii() else _SPACED_WORDS).findall(folded))
    return found if len(folded) <= WORD_MAX else {word[:WORD_MAX] for word in found}


def has_all(folded: str, sought: tuple[Sought, ...]) -> bool:
    """Whether a text that was folded has every word that is sought."""
    if not all(one.word in folded for one in sought):
        return False
    words = _words_in(folded) if sought else set()
    return all(
        one.word in words if one.whole else any(word.startswith(one.word) for word in words)
        for one in sought
    )


def fold(text: str) -> str:
    """The text without differences of letter case, width, accents; up to 18 times as long."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", _normalized("NFKD", text).casefold()).translate(_ALIKE)
    return bare if bare.isascii() else _normalized("NFC", bare)


def _normalized(form: Literal["NFC", "NFKD"], text: str) -> str:
    """Piece by piece if there are long runs of marks.

    The time that it takes grows with the square of their length: a message of nothing else took
    20 ms.
    """
    if not _LONG_RUN.search(text):
        return unicodedata.normalize(form, text)
    pieces = []
    start = 0
    while start < len(text):
        end = start + _PIECE
        while end < min(len(text), start + 2 * _PIECE) and _joins(text[end]):
            end += 1
        pieces.append(unicodedata.normalize(form, text[start:end]))
        start = end
    return "".join(pieces)


def _joins(sign: str) -> bool:
    """Whether it may become one with what stands before it."""
    return sign in _VOICE_MARKS or "\u1160" <= sign <= "\u11ff" or bool(unicodedata.combining(sign))
