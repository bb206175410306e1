"""All that a reader reads of what is said, and nothing else."""

from typing import get_args

import pytest

from heliograph.domain import visible_words
from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    Extras,
    GeoPoint,
    GoneMedia,
    LastingMedia,
    LiveLocation,
    Media,
    PhotoMedia,
    PollMedia,
    Quote,
    SharedContact,
    TodoItem,
    TodoList,
    Venue,
)
from heliograph.domain.files import Audio, Document, Filename, Photo, Video
from heliograph.domain.messages import Message

POINT = GeoPoint(latitude=1, longitude=2)
HERE = Venue(point=POINT, title="Here", address="", provider="foursquare", venue_id="17")
LINK = Entity(kind="TextUrl", offset=0, length=1, extra="https://hidden.example/")
CODE = Entity(kind="Pre", offset=0, length=1, extra="python")
_FILE = {"id": 1, "access_hash": 2, "date": 3}

SAID: list[tuple[Media, tuple[str, ...]]] = [
    (Dice(emoticon="x"), ()),
    (SharedContact(phone="1", first_name="A", last_name="B"), ("A", "B", "1")),
    (POINT, ()),
    (LiveLocation(point=POINT, period=60), ()),
    (HERE, ("Here",)),
    (PollMedia(poll_id=1), ()),
    (PollMedia(poll_id=1, place=HERE), ("Here",)),
    (
        TodoList(
            title="T",
            entities=(CODE,),
            items=(TodoItem(id=1, title="one"), TodoItem(id=2, title="two", entities=(LINK,))),
        ),
        ("T", "one", "two", LINK.extra),
    ),
    (
        DocumentMedia(
            document=Document(
                **_FILE,
                mime_type="audio/mpeg",
                size=1,
                sha256=b"",
                attributes=(
                    Filename(name="song.mp3"),
                    Audio(duration=1, title="Song", performer=""),
                    Video(duration=1, width=1, height=1),
                ),
            )
        ),
        ("song.mp3", "Song"),
    ),
    (PhotoMedia(photo=Photo(**_FILE, sizes=())), ()),
    (GoneMedia(ttl_seconds=1, photo=True), ()),
]


@pytest.mark.parametrize(("media", "said"), SAID)
def test_what_media_say_is_read(media: Media, said: tuple[str, ...]) -> None:
    assert visible_words.of_media(media) == said


def test_every_kind_of_media_is_among_them() -> None:
    kinds = {*get_args(LastingMedia), GoneMedia}
    assert {type(media) for media, _ in SAID} == kinds


def test_a_message_says_more_than_its_text() -> None:
    message = Message(
        owner_id=1, id=2, peer_id=3, sender_id=1, date=4, text="words", entities=(LINK, CODE),
        extras=Extras(media=HERE, quote=Quote(text="quoted")),
    )  # fmt: skip
    shown = ("Here", "quoted")
    assert visible_words.of_message(message) == ("words", LINK.extra, *shown)
    assert visible_words.of_message(message, captions=False) == shown
