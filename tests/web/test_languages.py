"""Pages speak the visitor's language, each with all its words."""

import string

import pytest

from heliograph.web.languages import Language, language_for, length
from heliograph.web.words import PLURALS, WORDS


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", WORDS)
def test_every_language_has_all_the_words_with_the_same_places_to_fill(code: str) -> None:
    english = WORDS["en"]
    assert {key: placeholders(text) for key, text in WORDS[code].items()} == {
        key: placeholders(text) for key, text in english.items()
    }
    assert PLURALS[code].keys() == PLURALS["en"].keys()


@pytest.mark.parametrize("key", PLURALS["en"])
@pytest.mark.parametrize("code", WORDS)
def test_numbers_have_a_form_for_every_count(code: str, key: str) -> None:
    for number in (0, 1, 2, 5, 21, 1_000, 1_234_567):
        assert Language(code).count(key, number)


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("en", 1, "1 subscriber"),
        ("en", 1_234, "1,234 subscribers"),
        ("en", 12_345, "12.3K subscribers"),
        ("de", 1_234, "1.234 Abonnenten"),
        ("ru", 1, "1 подписчик"),
        ("ru", 3, "3 подписчика"),
        ("ru", 11, "11 подписчиков"),
        ("ko", 3, "구독자 3명"),
    ],
)
def test_subscribers_are_counted_as_people_say_it(code: str, number: int, said: str) -> None:
    assert Language(code).count("subscribers", number) == said


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("nl, fr;q=0.5, ru;q=0.7", "ru"),
        ("en;q=0, ko", "ko"),
        ("de;q=0", "en"),
        ("de;q=nan", "en"),
        ("*", "en"),
        ("x" * 5_000, "en"),
    ],
)
def test_the_first_language_that_there_is_is_taken(accepted: str, code: str) -> None:
    assert language_for(accepted).code == code


def test_lengths_are_written_as_players_do() -> None:
    assert [length(seconds) for seconds in (5, 65, 3_607)] == ["0:05", "1:05", "1:00:07"]
