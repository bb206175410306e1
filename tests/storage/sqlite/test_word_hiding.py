"""Words in the index: hidden under a key, and in the same order of letters found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.domain.words import words_of
from heliograph.storage.sqlite.word_hiding import WordHider

KEY, OTHER = bytes(32), b"\x01" * 32
texts = st.text(max_size=40)


@given(texts, texts)
def test_words_that_differ_stay_different_and_begin_alike_where_they_did(
    one: str, other: str
) -> None:
    hide = WordHider(KEY).hide
    for word in words_of(one) | words_of(other):
        assert len(hide(word).encode()) == len(word.encode())
        for peer in words_of(other):
            assert (hide(word) == hide(peer)) == (word == peer)
            assert hide(peer).startswith(hide(word)) == peer.startswith(word)


@pytest.mark.parametrize("word", ["marker", "привет", "東京", "#tag", "ａ" * 3, "\U00020000"])
def test_a_hidden_word_says_nothing_without_the_key(word: str) -> None:
    assert WordHider(KEY).hide(word) not in (word, WordHider(OTHER).hide(word))


def test_an_index_under_another_key_is_another_version() -> None:
    assert WordHider(KEY).version != WordHider(OTHER).version
    assert 0 < WordHider(KEY).version < 2**63
