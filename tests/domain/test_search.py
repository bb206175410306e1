"""Pages, days and positions of what a search found."""

import pytest

from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    DocumentMedia,
    Extras,
    GeoPoint,
    LiveLocation,
    Media,
    PhotoMedia,
    PollMedia,
    SharedContact,
    Venue,
)
from heliograph.domain.files import (
    Animated,
    Attribute,
    Audio,
    Document,
    Filename,
    Photo,
    Sticker,
    Video,
)
from heliograph.domain.search import Day, Mark, Match, days_of, marks_of, spread

NOON = 1_700_000_000 - 1_700_000_000 % 86_400 + 43_200
FOUND = [Match(9, NOON + 86_400), Match(7, NOON + 60), Match(4, NOON), Match(1, NOON - 86_400)]


POINT = GeoPoint(latitude=1, longitude=2)
LINK, BOLD = (Entity(kind=kind, offset=0, length=1) for kind in ("TextUrl", "Bold"))
PHOTO = PhotoMedia(photo=Photo(id=1, access_hash=1, date=1, sizes=()))
FILM, ROUND = (Video(duration=1, width=1, height=1, round=one) for one in (False, True))


def file(*attributes: Attribute, ttl_seconds: int = 0) -> DocumentMedia:
    document = Document(
        id=1, access_hash=1, date=1, mime_type="a/b", size=1, sha256=b"", attributes=attributes
    )
    return DocumentMedia(document=document, ttl_seconds=ttl_seconds)


@pytest.mark.parametrize(
    ("media", "marks"),
    [
        (POINT, (Mark.PLACE,)),
        (LiveLocation(point=POINT, period=60), (Mark.PLACE,)),
        (Venue(point=POINT, title="Inn", address=""), (Mark.PLACE,)),
        (SharedContact(phone="1", first_name="A"), (Mark.CONTACT,)),
        (PollMedia(poll_id=1), (Mark.POLL,)),
        (PHOTO, (Mark.PHOTO, Mark.VISUAL)),
        (file(FILM, Filename(name="a")), (Mark.VIDEO, Mark.VISUAL)),
        (file(ROUND), (Mark.ROUND, Mark.SPOKEN)),
        (file(FILM, Animated()), (Mark.GIF,)),
        (file(FILM, Sticker()), ()),
        (file(Audio(duration=1)), (Mark.MUSIC,)),
        (file(Audio(duration=1, voice=True)), (Mark.VOICE, Mark.SPOKEN)),
        (file(Filename(name="a")), (Mark.DOCUMENT,)),
        (file(FILM, ttl_seconds=1), ()),
        (None, ()),
    ],
)
def test_media_are_found_as_what_the_apps_show(
    media: Media | None, marks: tuple[Mark, ...]
) -> None:
    assert marks_of((), Extras(media=media)) == marks
    assert marks_of((BOLD, LINK), Extras(media=media)) == (Mark.LINK, *marks)


def test_words_are_found_by_their_links() -> None:
    assert marks_of((), None) == marks_of((BOLD,), None) == ()
    assert marks_of((LINK,), None) == (Mark.LINK,)


def test_days_begin_at_midnight_in_utc_and_follow_each_other_newest_first() -> None:
    midnight = NOON - 43_200
    assert days_of(FOUND) == (
        Day(date=midnight + 86_400, min_id=9, max_id=9, count=1),
        Day(date=midnight, min_id=4, max_id=7, count=2),
        Day(date=midnight - 86_400, min_id=1, max_id=1, count=1),
    )
    assert days_of([]) == ()


@pytest.mark.parametrize(
    ("most", "places"), [(0, []), (1, [0]), (2, [0, 2]), (3, [0, 2]), (4, [0, 1, 2, 3])]
)
def test_positions_are_spread_evenly(most: int, places: list[int]) -> None:
    assert [(place, match.id) for place, match in spread(FOUND, most)] == [
        (place, FOUND[place].id) for place in places
    ]
