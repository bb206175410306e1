"""What a text is found by, and what that may cost."""

import unicodedata

import pytest

from heliograph.domain import words
from heliograph.domain.words import WORD_MAX, fold, has_all, sought_in, words_of

MARKS = "\u0300\u0323"


def finds(asked: str, written: str) -> bool:
    sought = sought_in(asked)
    return bool(sought) and has_all(fold(written), sought)


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
    assert finds(asked, "я" * before + " " + written)
    assert finds(asked, MARKS * 20 + "я" * before + " " + written)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Grüße aus Łódź", "lodz grusse"),
        ("Ångström", "angstrom"),
        ("İstanbul", "istanbul"),
        ("ёлка", "елка"),
        ("ΑΡΧΉ", "αρχη"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("a great deal", "gre a"),
        ("see #FooBar", "#foo"),
        ("see #foo", "foo"),
        ("ask @ada_l", "ada"),
        ("paid in $USD", "usd"),
        ("so 👍🏽 good", "👍"),
        ("हिन्दी में", "हिन"),
    ],
)
def test_words_are_found_by_how_they_begin_and_without_accents(written: str, asked: str) -> None:
    assert finds(asked, written)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("great", "reat"),
        ("great", "gr"),
        ("see foo", "#foo"),
        ("йод", "иод"),
        ("hindi", "हिन"),
        ("東京", "京東"),
        ("東京 大阪", "京大"),
        ("東京", "coffee 東京"),
        ("東京", "東京都"),
        ("see usd", "$usd"),
        ("anything", "…"),
    ],
)
def test_other_words_are_not_found(written: str, asked: str) -> None:
    assert not finds(asked, written)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("東京都に住む", ("東", "東京", "京都に", "住む", "む")),
        ("カタカナとひらがな", ("カナ", "とひら", "な")),
        ("안녕하세요", ("안녕", "녕하세", "요")),
        ("สวัสดีครับ", ("สวัส", "ครับ")),
        ("iPhoneの値段", ("iphone", "値段", "の")),
    ],
)
def test_scripts_without_spaces_are_found_by_any_part(written: str, parts: tuple[str, ...]) -> None:
    assert [part for part in parts if not finds(part, written)] == []


def test_a_word_without_an_end_counts_so_far() -> None:
    assert words_of("x" * 500) == {"x" * WORD_MAX}
    assert finds("x" * 300, "x" * 100)
    assert words_of("  ") == words_of("¡…!") == set()
    assert sought_in("?!") == ()


def test_a_run_of_marks_is_composed_in_short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    normalize = unicodedata.normalize

    class Noting:
        combining = staticmethod(unicodedata.combining)

        @staticmethod
        def normalize(form: str, text: str) -> str:
            lengths.append(len(text))
            return normalize(form, text)

    monkeypatch.setattr(words, "unicodedata", Noting)
    fold("я" + MARKS * 2_000)
    assert sum(lengths) == 8_002
    assert max(lengths) == 64
