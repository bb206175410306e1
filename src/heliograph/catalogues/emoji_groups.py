"""Groups that clients offer to narrow the emoji picker, by words of CLDR's names."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from heliograph.catalogues.emoji_words import keywords
from heliograph.domain.texts import DEFAULT_LANGUAGE


class EmojiGroup(msgspec.Struct, frozen=True, kw_only=True):
    """`icon` is one of the server's reactions; `titles` by language; `words` are CLDR's English."""

    icon: str
    titles: Mapping[str, str]
    words: tuple[str, ...]

    def emoji(self) -> tuple[str, ...]:
        """The members, each once."""
        return _members(self.words)


@lru_cache(maxsize=32)
def _members(words: tuple[str, ...]) -> tuple[str, ...]:
    known = keywords(DEFAULT_LANGUAGE)
    return tuple(dict.fromkeys(sign for word in words for sign in known.get(word, ())))


def _group(icon: str, en: str, de: str, fr: str, ko: str, ru: str, words: str) -> EmojiGroup:
    titles = {"en": en, "de": de, "fr": fr, "ko": ko, "ru": ru}
    return EmojiGroup(icon=icon, titles=titles, words=tuple(words.split()))


GROUPS = (
    _group("❤", "Love", "Liebe", "Amour", "사랑", "Любовь", "heart hearts kiss kissing love"),
    _group(
        "👍", "Approval", "Zustimmung", "Accord", "동의", "Согласие", "thumbs ok clapping check"
    ),
    _group("👎", "Disapproval", "Ablehnung", "Désaccord", "반대", "Несогласие", "thumbs no cross"),
    _group("🎉", "Party", "Feier", "Fête", "파티", "Праздник", "party partying balloon fireworks"),
    _group("😁", "Laughter", "Lachen", "Rire", "웃음", "Смех", "grinning joy laughing beaming"),
    _group("😢", "Sadness", "Trauer", "Tristesse", "슬픔", "Грусть", "crying sad pensive broken"),
    _group(
        "😱",
        "Surprise",
        "Überraschung",
        "Surprise",
        "놀람",
        "Удивление",
        "screaming astonished hushed flushed exploding open",
    ),
    _group(
        "🤔", "Doubt", "Zweifel", "Doute", "의심", "Сомнение", "thinking raised eyebrow shrugging"
    ),
    _group("🔥", "Nature", "Natur", "Nature", "자연", "Природа", "fire sun tree leaf mountain"),
    _group(
        "⚡", "Energy", "Energie", "Énergie", "에너지", "Энергия", "voltage running lifting light"
    ),
)
"""In the order clients show them."""
