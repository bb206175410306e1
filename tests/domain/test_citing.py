"""What a message says of another: quotes, first authors."""

import pytest

from heliograph.domain import errors
from heliograph.domain.citing import QUOTE_LENGTH_MAX, Text, cut_quote, first_author, shown_in_reply
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Forward, Quote
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
    assert quote.entities == (
        Entity(kind="Bold", offset=0, length=2),
        Entity(kind="Strike", offset=3, length=1),
    )
    assert quote.manual


def test_a_reply_shows_the_beginning_of_a_long_message() -> None:
    shown = shown_in_reply(Text("x" + GRIN * QUOTE_LENGTH_MAX))
    assert shown is not None
    assert shown.text == "x" + GRIN * (QUOTE_LENGTH_MAX // 2 - 1)
    assert not shown.manual
    assert shown_in_reply(Text("")) is None


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
