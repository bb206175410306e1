"""Text trimming and entity bounds, in UTF-16 units."""

import pytest

from heliograph.domain import errors
from heliograph.domain.entities import Entity, check_text, utf16_length

LIMITS = {"max_length": 4096, "max_entities": 100}


def bold(offset: int, length: int) -> Entity:
    return Entity(kind="Bold", offset=offset, length=length)


def link(url: str) -> Entity:
    return Entity(kind="TextUrl", offset=0, length=1, extra=url)


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("abc", 3), ("é", 1), ("漢字", 2), ("😀", 2), ("a😀b", 4)]
)
def test_lengths_count_utf16_units(text: str, units: int) -> None:
    assert utf16_length(text) == units


@pytest.mark.parametrize(
    ("text", "given", "trimmed", "kept"),
    [
        ("hello", (bold(0, 5),), "hello", (bold(0, 5),)),
        ("  hello ", (bold(2, 5),), "hello", (bold(0, 5),)),
        ("  hello ", (bold(0, 8),), "hello", (bold(0, 5),)),
        ("hello   ", (bold(5, 3),), "hello", ()),
        ("\n😀 x", (bold(1, 2),), "😀 x", (bold(0, 2),)),
        ("ab", (bold(1, 1), bold(0, 2), bold(0, 2)), "ab", (bold(0, 2), bold(1, 1))),
        ("ab", (bold(1, 0),), "ab", ()),
        ("a😀b", (bold(1, 2), bold(3, 1)), "a😀b", (bold(1, 2), bold(3, 1))),
        # A family holds zero-width joiners, and they stay.
        ("👨\u200d👩", (bold(0, 5),), "👨\u200d👩", (bold(0, 5),)),
    ],
)
def test_entities_follow_the_trimmed_text(
    text: str, given: tuple[Entity, ...], trimmed: str, kept: tuple[Entity, ...]
) -> None:
    assert check_text(text, given, **LIMITS) == (trimmed, kept)


@pytest.mark.parametrize(
    ("text", "given", "refusal"),
    [
        ("", (), errors.MessageEmpty),
        (" \n\t ", (), errors.MessageEmpty),
        ("\u200b", (), errors.MessageEmpty),
        (" \u200d\ufeff\u2060\u00ad\u202e ", (), errors.MessageEmpty),
        ("\u3164\u2800\ufe0f\x00", (), errors.MessageEmpty),
        ("😀😀", (bold(1, 1),), errors.EntityBoundsInvalid),
        ("a😀😀", (bold(0, 4),), errors.EntityBoundsInvalid),
        ("a😀b😀", (bold(5, 1),), errors.EntityBoundsInvalid),
        ("abc", (bold(0, 4),), errors.EntityBoundsInvalid),
        ("abc", (bold(-1, 2),), errors.EntityBoundsInvalid),
        ("abc", (bold(1, -1),), errors.EntityBoundsInvalid),
        ("😀", (bold(0, 3),), errors.EntityBoundsInvalid),
        ("a" * 4097, (), errors.MessageTooLong),
        ("😀" * 2049, (), errors.MessageTooLong),
        # Whoever sends a million characters is refused before each of them is looked at.
        ("\u00ad" * 4097, (), errors.MessageTooLong),
        ("a" * 4097, (bold(-1, 1),), errors.MessageTooLong),
        ("abc", tuple(bold(0, 1) for _ in range(101)), errors.EntitiesTooLong),
        ("abc", (link("x" * 16_385),), errors.EntitiesTooLong),
        ("abc", (link("😀" * 2049), link("😀" * 2048)), errors.EntitiesTooLong),
    ],
)
def test_bad_text_is_refused(
    text: str, given: tuple[Entity, ...], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_text(text, given, **LIMITS)


def test_text_of_exactly_the_limit_is_taken() -> None:
    assert check_text("😀" * 2048, (), **LIMITS)[0] == "😀" * 2048


def test_links_of_exactly_the_limit_are_taken() -> None:
    given = (link("😀" * 4096),)
    assert check_text("abc", given, **LIMITS)[1] == given


def test_entities_come_sorted_the_longest_first_where_several_begin() -> None:
    """Clients nest entities in the order they come in."""
    italic = Entity(kind="Italic", offset=0, length=4)
    given = (bold(2, 1), italic, bold(0, 2), bold(0, 4), bold(0, 3), bold(1, 3))
    kept = (bold(0, 4), italic, bold(0, 3), bold(0, 2), bold(1, 3), bold(2, 1))
    for several in (given, given[::-1], kept):
        assert check_text("abcd", several, **LIMITS) == ("abcd", kept)
