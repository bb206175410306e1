"""Text trimming and entity bounds, in UTF-16 units."""

import pytest

from heliograph.domain import errors
from heliograph.domain.entities import Entity, check_text, utf16_length

LIMITS = {"max_length": 4096, "max_entities": 100}


def bold(offset: int, length: int) -> Entity:
    return Entity(kind="Bold", offset=offset, length=length)


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
        ("abc", (bold(0, 4),), errors.EntityBoundsInvalid),
        ("abc", (bold(-1, 2),), errors.EntityBoundsInvalid),
        ("abc", (bold(1, -1),), errors.EntityBoundsInvalid),
        ("😀", (bold(0, 3),), errors.EntityBoundsInvalid),
        ("a" * 4097, (), errors.MessageTooLong),
        ("😀" * 2049, (), errors.MessageTooLong),
        ("abc", tuple(bold(0, 1) for _ in range(101)), errors.EntitiesTooLong),
    ],
)
def test_bad_text_is_refused(
    text: str, given: tuple[Entity, ...], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_text(text, given, **LIMITS)


def test_text_of_exactly_the_limit_is_taken() -> None:
    assert check_text("😀" * 2048, (), **LIMITS)[0] == "😀" * 2048
