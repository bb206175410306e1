"""What a message carries besides its text: whom it names, which file it shows."""

import pytest

from heliograph.domain.extras import (
    NO_EXTRAS,
    Extras,
    Forward,
    GeoPoint,
    ReplyOrigin,
    SharedContact,
    TodoDone,
    TodoList,
    extras_or_none,
    file_of,
)

CONTACT = SharedContact(phone="1", first_name="Cat", user_id=6)
LIST = TodoList(
    title="To buy",
    done=(
        TodoDone(item_id=1, account_id=7, date=1),
        TodoDone(item_id=2, account_id=8, date=1),
    ),
)
FORWARD = Forward(date=1, from_id=3, saved_from_peer=4, saved_from_id=5)


@pytest.mark.parametrize(
    ("extras", "names"),
    [
        (NO_EXTRAS, ()),
        (Extras(via_bot_id=9), (9,)),
        (Extras(via_bot_id=9, forward=FORWARD), (9, 3, 4, 5)),
        (Extras(forward=Forward(date=1, from_name="Hidden")), ()),
        (Extras(media=CONTACT), (6,)),
        (Extras(media=LIST, via_bot_id=9), (9, 7, 8)),
        (Extras(media=GeoPoint(latitude=1.0, longitude=2.0)), ()),
        (Extras(reply_origin=ReplyOrigin(forward=FORWARD)), (3,)),
        (Extras(reply_origin=ReplyOrigin(forward=FORWARD, media=CONTACT)), (3, 6)),
    ],
)
def test_readers_are_shown_everybody_a_message_names(
    extras: Extras, names: tuple[int, ...]
) -> None:
    assert extras.names == names


def test_a_plain_text_is_kept_without_extras() -> None:
    assert extras_or_none(Extras()) is None
    assert extras_or_none(Extras(effect=1)) == Extras(effect=1)


def test_what_needs_no_file_has_none() -> None:
    assert file_of(CONTACT) is None
    assert file_of(None) is None
