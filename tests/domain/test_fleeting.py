"""What goes once it was seen, who may be sent it, and what is left of it."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.extras import (
    DocumentMedia,
    Extras,
    FileMedia,
    GeoPoint,
    GoneMedia,
    PhotoMedia,
)
from heliograph.domain.files import Attribute, Audio, Document, Filename, Photo, Video
from heliograph.domain.fleeting import (
    ONCE,
    asked_ttl,
    check_fleeting,
    check_ttl,
    gone,
    is_kept_from_others,
    is_opened,
    ttl_of,
)
from heliograph.domain.people import SERVICE_ACCOUNT_ID

ANN, BEN = 1, 2
GROUP = -7


def file(*attributes: Attribute) -> DocumentMedia:
    document = Document(
        id=1, access_hash=1, date=1, mime_type="a/b", size=1, sha256=b"", attributes=attributes
    )
    return DocumentMedia(document=document)


PHOTO = PhotoMedia(photo=Photo(id=1, access_hash=1, date=1, sizes=()))
FILM = file(Video(duration=1, width=1, height=1))
ROUND = file(Video(duration=1, width=1, height=1, round=True))
VOICE = file(Audio(duration=1, voice=True))
SONG = file(Audio(duration=1))
PLAIN = file(Filename(name="a"))
POINT = GeoPoint(latitude=1, longitude=2)


@pytest.mark.parametrize("seconds", [None, 1, 3, 60, ONCE])
def test_apps_offer_up_to_a_minute_or_once(seconds: int | None) -> None:
    check_ttl(seconds)


@pytest.mark.parametrize("seconds", [-1, 0, 61, ONCE - 1])
def test_other_times_are_refused(seconds: int) -> None:
    with pytest.raises(errors.TtlMediaInvalid):
        check_ttl(seconds)
    with pytest.raises(errors.TtlMediaInvalid):
        asked_ttl(seconds, PHOTO)


@pytest.mark.parametrize("media", [PHOTO, FILM, ROUND, VOICE])
def test_what_is_opened_may_go_after_it(media: PhotoMedia | DocumentMedia) -> None:
    assert asked_ttl(None, media) is media
    assert asked_ttl(5, media) == replace(media, ttl_seconds=5)


@pytest.mark.parametrize("media", [SONG, PLAIN])
def test_what_is_only_fetched_stays(media: DocumentMedia) -> None:
    assert asked_ttl(None, media) is media
    with pytest.raises(errors.TtlMediaInvalid):
        asked_ttl(5, media)


def test_what_goes_is_seen_by_one_other_person() -> None:
    going = replace(PHOTO, ttl_seconds=1)
    check_fleeting(going, sender_id=ANN, recipient_id=BEN, alone=True)
    unfit = ((ANN, True), (SERVICE_ACCOUNT_ID, True), (BEN, False), (GROUP, True))
    for recipient_id, alone in unfit:
        with pytest.raises(errors.TtlMediaInvalid):
            check_fleeting(going, sender_id=ANN, recipient_id=recipient_id, alone=alone)
        for staying in (None, PHOTO, POINT):
            check_fleeting(staying, sender_id=ANN, recipient_id=recipient_id, alone=alone)


def test_nobody_passes_on_what_goes_or_is_gone() -> None:
    once = replace(VOICE, ttl_seconds=1)
    assert [ttl_of(media) for media in (None, POINT, PHOTO, once)] == [0, 0, 0, 1]
    assert is_kept_from_others(Extras(media=once))
    assert is_kept_from_others(Extras(media=gone(once)))
    for extras in (None, Extras(), Extras(media=VOICE), Extras(media=POINT)):
        assert not is_kept_from_others(extras)


@pytest.mark.parametrize(
    ("extras", "opened"),
    [
        (None, False),
        (Extras(media=POINT), False),
        (Extras(media=PHOTO), False),
        (Extras(media=FILM), False),
        (Extras(media=SONG), False),
        (Extras(media=VOICE), True),
        (Extras(media=ROUND), True),
        (Extras(media=replace(PHOTO, ttl_seconds=1)), True),
        (Extras(media=replace(FILM, ttl_seconds=1)), True),
    ],
)
def test_clients_show_whether_it_was_opened(extras: Extras | None, opened: bool) -> None:
    assert is_opened(extras) is opened


@pytest.mark.parametrize(
    ("media", "left"),
    [
        (replace(PHOTO, ttl_seconds=5), GoneMedia(ttl_seconds=5, photo=True)),
        (replace(FILM, ttl_seconds=6), GoneMedia(ttl_seconds=6, video=True)),
        (replace(ROUND, ttl_seconds=ONCE), GoneMedia(ttl_seconds=ONCE, video=True, round=True)),
        (replace(VOICE, ttl_seconds=7), GoneMedia(ttl_seconds=7, voice=True)),
    ],
)
def test_what_it_was_is_left(media: FileMedia, left: GoneMedia) -> None:
    assert gone(media) == left
