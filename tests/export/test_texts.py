"""Text in parts: together they are the text, and each has one kind."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.domain.entities import Entity, utf16_length
from heliograph.export.texts import text_of, text_parts

HEART = "💚"


def one(kind: str, offset: int = 0, length: int = 4, **more: Any) -> Entity:
    return Entity(kind=kind, offset=offset, length=length, **more)


@pytest.mark.parametrize(
    ("entity", "part"),
    [
        (one("Bold"), {"type": "bold"}),
        (one("Italic"), {"type": "italic"}),
        (one("Underline"), {"type": "underline"}),
        (one("Strike"), {"type": "strikethrough"}),
        (one("Spoiler"), {"type": "spoiler"}),
        (one("Code"), {"type": "code"}),
        (one("Pre", extra="python"), {"type": "pre", "language": "python"}),
        (one("Url"), {"type": "link"}),
        (one("TextUrl", extra="https://a.b/"), {"type": "text_link", "href": "https://a.b/"}),
        (one("Email"), {"type": "email"}),
        (one("Phone"), {"type": "phone"}),
        (one("Hashtag"), {"type": "hashtag"}),
        (one("Cashtag"), {"type": "cashtag"}),
        (one("BotCommand"), {"type": "bot_command"}),
        (one("BankCard"), {"type": "bank_card"}),
        (one("Mention"), {"type": "mention"}),
        (one("MentionName", number=7), {"type": "mention_name", "user_id": 7}),
        (one("CustomEmoji", number=9), {"type": "custom_emoji", "document_id": "9"}),
        (one("Blockquote", collapsed=True), {"type": "blockquote", "collapsed": True}),
        (one("Blockquote"), {"type": "blockquote", "collapsed": False}),
        (one("Unheard"), {"type": "unknown"}),
    ],
)
def test_each_kind_has_its_word_and_what_it_carries(entity: Entity, part: dict[str, Any]) -> None:
    assert text_parts("text", [entity]) == [{"text": "text", **part}]


def test_plain_text_is_one_string_and_one_part() -> None:
    assert text_of("hello") == "hello"
    assert text_parts("hello", []) == [{"type": "plain", "text": "hello"}]
    assert (text_of(""), text_parts("", [])) == ("", [])


def test_formatted_text_is_a_list_of_strings_and_parts() -> None:
    found = text_of(f"{HEART} bold end", [one("Bold", 3, 4)])
    assert found == [f"{HEART} ", {"type": "bold", "text": "bold"}, " end"]
    assert text_of("all", [one("Bold", 0, 3)]) == [{"type": "bold", "text": "all"}]


def test_of_entities_that_overlap_the_longer_first_one_is_told() -> None:
    found = text_parts("abcdef", [one("Italic", 2, 2), one("Bold", 0, 4), one("Code", 4, 2)])
    assert [(part["type"], part["text"]) for part in found] == [("bold", "abcd"), ("code", "ef")]


@given(
    st.text(alphabet=f"ab{HEART}", max_size=12),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=5),
)
def test_the_parts_are_the_text(text: str, places: list[tuple[int, int]]) -> None:
    middles = {offset for offset in range(utf16_length(text)) if _inside_a_pair(text, offset)}
    entities = [
        one("Bold", offset, length)
        for offset, length in places
        if not {offset, offset + length} & middles
    ]
    assert "".join(part["text"] for part in text_parts(text, entities)) == text


def _inside_a_pair(text: str, offset: int) -> bool:
    unit = text.encode("utf-16-le")[2 * offset : 2 * offset + 2]
    return 0xDC00 <= int.from_bytes(unit, "little") < 0xE000
