"""What a message carries besides its text: whom it names, which file it shows."""

import pytest

from heliograph.domain.extras import (
    NO_EXTRAS,
    DocumentMedia,
    Extras,
    Forward,
    GeoPoint,
    PhotoMedia,
    ProximityReached,
    ReplyOrigin,
    SharedContact,
    TodoDone,
    TodoList,
    extras_or_none,
    file_of,
)
from heliograph.domain.files import Document, Photo

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
        (
            Extras(told=ProximityReached(from_id=3, to_id=4, distance=5), via_bot_id=9),
            (9, 3, 4),
        ),
        (Extras(arguments=(("users", (6, 7)), ("period", 5)), via_bot_id=9), (9, 6, 7)),
        (Extras(arguments=(("user_id", 6), ("inviter_id", 7))), (6, 7)),
        (Extras(arguments=(("new_creator_id", 6),), via_bot_id=9), (9, 6)),
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


def test_a_file_is_shown_by_the_media_it_came_in() -> None:
    document = Document(id=1, access_hash=2, date=3, mime_type="a/b", size=4, sha256=b"")
    assert file_of(DocumentMedia(document=document)) is document
    photo = Photo(id=1, access_hash=2, date=3, sizes=())
    assert file_of(PhotoMedia(photo=photo)) is photo


def test_a_message_shows_its_own_file_and_that_of_what_it_answers() -> None:
    shown = PhotoMedia(photo=Photo(id=1, access_hash=2, date=3, sizes=()))
    assert Extras(media=shown).shows_files
    assert Extras(media=LIST, reply_origin=ReplyOrigin(forward=FORWARD, media=shown)).shows_files
    assert not Extras(media=LIST, reply_origin=ReplyOrigin(forward=FORWARD)).shows_files
    assert not NO_EXTRAS.shows_files
