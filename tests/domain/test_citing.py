"""What a message says of another: quotes, first authors."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.citing import (
    QUOTE_LENGTH_MAX,
    Text,
    check_answered,
    cut_quote,
    first_author,
    shown_in_reply,
)
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Answered, Forward, Quote
from heliograph.domain.people import Account, Seen
from heliograph.domain.privacy import ALL_PERMISSIONS, PrivacyKey, permission

GRIN = "\N{GRINNING FACE}"
HIDING = ALL_PERMISSIONS & ~permission(PrivacyKey.FORWARDS)


def seen(**fields: int) -> Seen:
    account = Account(id=5, phone="1", first_name="Ann", last_name="B")
    return Seen(account=account, viewer_id=6, **fields)


@pytest.mark.parametrize(
    ("words", "part", "asked", "offset"),
    [
        ("abcabc", "abc", 0, 0),
        ("abcabc", "abc", 3, 3),
        ("abcabc", "abc", 99, 3),
        ("ab ab ab", "ab", 3, 3),
        ("\u0100\u0101", "\u0101", 0, 1),
        ("abcabc", "abc", -5, 0),
        ("aaa", "aa", 1, 1),
        (f"{GRIN}x{GRIN}", GRIN, 3, 3),
        (f"{GRIN}x", "x", 0, 2),
    ],
)
def test_a_quote_is_the_occurrence_nearest_to_where_it_was_said_to_be(
    words: str, part: str, asked: int, offset: int
) -> None:
    assert cut_quote(Quote(text=part, offset=asked), Text(words)).offset == offset


@pytest.mark.parametrize("part", ["", "z", "abcd", "x" * (QUOTE_LENGTH_MAX + 1)])
def test_words_that_are_not_there_are_no_quote(part: str) -> None:
    with pytest.raises(errors.QuoteTextInvalid):
        cut_quote(Quote(text=part), Text("abc" + "x" * QUOTE_LENGTH_MAX))


def test_half_a_character_is_not_found() -> None:
    """The second unit of one character and the first of the next make another letter."""
    words = "\u4100\u0041"
    with pytest.raises(errors.QuoteTextInvalid):
        cut_quote(Quote(text="\u4141"), Text(words))


def test_a_quote_has_the_formatting_of_the_original_alone() -> None:
    own = Entity(kind="Italic", offset=0, length=2)
    entities = (
        Entity(kind="Bold", offset=0, length=4),
        Entity(kind="Code", offset=2, length=4),
        Entity(kind="Strike", offset=5, length=3),
        Entity(kind="Spoiler", offset=6, length=1),
    )
    quote = cut_quote(Quote(text="cdef", entities=(own,)), Text("abcdefgh", entities))
    cut = (Entity(kind="Bold", offset=0, length=2), Entity(kind="Strike", offset=3, length=1))
    assert quote == Quote(text="cdef", entities=cut, offset=2)


def test_a_quote_may_be_as_long_as_quotes_are() -> None:
    longest = GRIN * (QUOTE_LENGTH_MAX // 2)
    assert cut_quote(Quote(text=longest), Text("x" + longest)).offset == 1


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (Answered(), None),
        (Answered(item_id=-1), None),
        (Answered(item_id=1), Answered(item_id=1)),
        (Answered(option=b"o" * 100), Answered(option=b"o" * 100)),
    ],
)
def test_a_reply_is_about_a_thing_of_a_list_or_an_answer_of_a_poll(
    asked: Answered, kept: Answered | None
) -> None:
    assert check_answered(asked) == kept


def test_no_answer_of_a_poll_is_named_by_so_much() -> None:
    with pytest.raises(errors.OptionInvalid):
        check_answered(Answered(option=b"o" * 101))


def test_a_reply_shows_the_beginning_of_a_long_message() -> None:
    shown = shown_in_reply(Text("x" + GRIN * QUOTE_LENGTH_MAX))
    assert shown is not None
    assert shown.text == "x" + GRIN * (QUOTE_LENGTH_MAX // 2 - 1)
    assert shown.manual is False
    assert shown_in_reply(Text("")) is None


def test_a_reply_shows_the_formatting_of_what_it_shows() -> None:
    entities = (
        Entity(kind="Bold", offset=0, length=2),
        Entity(kind="Italic", offset=QUOTE_LENGTH_MAX - 1, length=5),
        Entity(kind="Bold", offset=QUOTE_LENGTH_MAX, length=5),
    )
    shown = shown_in_reply(Text("x" * 2 * QUOTE_LENGTH_MAX, entities))
    assert shown is not None
    assert shown.entities == (entities[0], replace(entities[1], length=1))


def test_the_first_author_is_named_as_they_allow() -> None:
    assert first_author(seen(), date=9, earlier=None) == Forward(date=9, from_id=5)
    hidden = Forward(date=9, from_name="Ann B")
    assert first_author(seen(allowed=HIDING), date=9, earlier=None) == hidden
    oneself = Seen(account=Account(id=6, phone="1", first_name="A"), viewer_id=6, allowed=HIDING)
    assert first_author(oneself, date=9, earlier=None).from_id == 6
    nameless = Seen(account=Account(id=5, phone="", first_name=""), viewer_id=6, allowed=HIDING)
    assert first_author(nameless, date=9, earlier=None).from_name == "?"


def test_a_forward_of_a_forward_forgets_where_it_was_saved_from() -> None:
    earlier = Forward(date=1, from_id=7, saved_from_peer=8, saved_from_msg_id=3, saved_from_id=8)
    assert first_author(seen(), date=9, earlier=earlier) == Forward(date=1, from_id=7)
    hidden = Forward(date=1, from_name="Cat")
    assert first_author(seen(), date=9, earlier=hidden) == hidden
