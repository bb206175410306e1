"""Emoji are found by words of each language, and stand in groups."""

import pytest

from heliograph.catalogues.drawings import REACTIONS
from heliograph.catalogues.emoji_groups import GROUPS, EmojiGroup
from heliograph.catalogues.emoji_words import keywords
from heliograph.domain.texts import TEXTS


@pytest.mark.parametrize(
    ("language", "word", "sign"),
    [
        ("en", "party", "🎉"),
        ("en", "tada", "🎉"),
        ("de", "konfettibombe", "🎉"),
        ("fr", "souriant", "😁"),
        ("ko", "파티", "🎉"),
        ("ru", "хлопушка", "🎉"),
    ],
)
def test_emoji_are_found_by_their_words(language: str, word: str, sign: str) -> None:
    assert sign in keywords(language)[word]


@pytest.mark.parametrize("language", TEXTS)
def test_no_word_breaks_a_client(language: str) -> None:
    words = keywords(language)
    assert len(words) > 1_000
    for word, signs in words.items():
        assert word == word.lower()
        # TDLib keeps lists joined with this sign.
        assert not any("$" in sign for sign in signs)
        assert len(set(signs)) == len(signs) <= 60


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.titles["en"])
def test_a_group_has_an_icon_a_title_in_each_language_and_members(group: EmojiGroup) -> None:
    assert group.icon in REACTIONS
    assert set(group.titles) == set(TEXTS)
    assert len(group.emoji()) >= 5
