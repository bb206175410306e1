"""How words are looked for in a text, and what that may cost."""

import unicodedata

import pytest

from heliograph.domain import search
from heliograph.domain.search import fold, words_of

MARKS = "\u0300\u0323"


@pytest.mark.parametrize("before", range(20, 36))
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Cafe\u0301", "CAFÉ"),
        ("\uff34\uff45\uff41", "tea"),
        ("e\u0323\u0302n", "ện"),
        ("Straße", "STRASSE"),
        ("\uff76\uff9e", "ガ"),
        ("\u1100\u1161\u11a8", "각"),
    ],
)
def test_letter_case_width_and_composition_do_not_matter(
    before: int, written: str, asked: str
) -> None:
    assert all(word in fold("я" * before + " " + written) for word in words_of(asked))


def test_a_run_of_marks_is_composed_in_short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    normalize = unicodedata.normalize

    class Noting:
        combining = staticmethod(unicodedata.combining)

        @staticmethod
        def normalize(form: str, text: str) -> str:
            lengths.append(len(text))
            return normalize(form, text)

    monkeypatch.setattr(search, "unicodedata", Noting)
    fold("a" + MARKS * 2_000)
    assert sum(lengths) == 4_001
    assert max(lengths) == 64
