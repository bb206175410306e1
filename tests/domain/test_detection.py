"""What the server finds in a text by itself."""

import time

import pytest
from hypothesis import given as with_each
from hypothesis import strategies as st

from heliograph.domain import detection
from heliograph.domain.detection import detect_entities
from heliograph.domain.entities import Entity


def found(text: str, *given: Entity) -> list[tuple[str, str]]:
    units = text.encode("utf-16-le")
    made = detect_entities(text, given, 100)
    return [
        (e.kind, units[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le")) for e in made
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", []),
        ("hi @alice_b!", [("Mention", "@alice_b")]),
        ("😀 @alice", [("Mention", "@alice")]),
        ("mail a.b+c@example.org now", [("Email", "a.b+c@example.org")]),
        ("see https://example.org/a?b=c#d.", [("Url", "https://example.org/a?b=c#d")]),
        ("example.com/x, and more", [("Url", "example.com/x")]),
        ("version 1.2.3 of file.txt", []),
        ("#tag and #123 and a#b", [("Hashtag", "#tag")]),
        ("#Übung #한국", [("Hashtag", "#Übung"), ("Hashtag", "#한국")]),
        ("/start now /help@some_bot", [("BotCommand", "/start"), ("BotCommand", "/help@some_bot")]),
        ("and/or a/b", []),
        ("$USD but $5", [("Cashtag", "$USD")]),
        ("call +49 30 1234567", [("Phone", "+49 30 1234567")]),
    ],
)
def test_finds(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_nothing_is_found_inside_code_and_links() -> None:
    code = Entity(kind="Code", offset=0, length=6)
    assert found("@alice", code) == [("Code", "@alice")]


def test_what_only_touches_code_is_found() -> None:
    before, behind = (Entity(kind="Code", offset=at, length=1) for at in (0, 7))
    assert found("(@alice)", before, behind) == [
        ("Code", "("),
        ("Mention", "@alice"),
        ("Code", ")"),
    ]


def test_what_begins_at_one_place_is_told_from_the_longest() -> None:
    short, long = (
        Entity(kind=kind, offset=0, length=n) for kind, n in (("Bold", 2), ("Italic", 6))
    )
    made = detect_entities("@alice", (short, long), 100)
    assert [(one.kind, one.length) for one in made] == [("Italic", 6), ("Mention", 6), ("Bold", 2)]


def test_no_more_is_found_than_a_message_may_have() -> None:
    given = (Entity(kind="Bold", offset=0, length=2),)
    assert detect_entities("@alice @bobby", given, 1) == given
    assert [one.offset for one in detect_entities("@alice @bobby", given, 2)] == [0, 0]


def test_an_entity_the_client_set_is_not_doubled() -> None:
    given = Entity(kind="Mention", offset=0, length=6)
    assert found("@alice", given) == [("Mention", "@alice")]


PIECES = ["a.me", "http://", "tg://", "?a", "@abc", "#a1", "$AB", "/go", "+123456", "a@b.cc"]


@with_each(st.lists(st.sampled_from([*PIECES, *"ab1A.@#$/+: -_?é漢😀()\n"]), max_size=12))
def test_what_is_searched_for_quickly_misses_nothing(pieces: list[str]) -> None:
    text = "".join(pieces)
    every_kind = detection._pattern(detection._SIGNS)
    assert detection._TRIGGERS.search(text) or not every_kind.search(text)


@with_each(st.lists(st.sampled_from([*PIECES, *"ab1A.@#$/+: -_?é漢😀()\n"]), max_size=12))
def test_looking_only_for_what_is_possible_finds_the_same(pieces: list[str]) -> None:
    text = "".join(pieces)
    every_kind = detection._pattern(detection._SIGNS)
    possible = detection._pattern(detection._signs_in(text) or detection._SIGNS)
    assert [(m.lastgroup, m.span()) for m in possible.finditer(text)] == [
        (m.lastgroup, m.span()) for m in every_kind.finditer(text)
    ]


@pytest.mark.parametrize("unit", ["a.", "@a", "+1 ", "#", "/a", "a@a.", "http://", "-", "a-"])
def test_hostile_text_is_not_slow(unit: str) -> None:
    text = unit * (4096 // len(unit))
    started = time.process_time()
    detect_entities(text, (), 100)
    # Linear work on 4,096 characters takes some milliseconds; backtracking would take minutes.
    assert time.process_time() - started < 2
