"""What goes together in an album."""

import pytest

from heliograph.domain import errors
from heliograph.domain.albums import check_album, group_id
from heliograph.domain.extras import DocumentMedia, FileMedia, PhotoMedia
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

PHOTO = PhotoMedia(photo=Photo(id=1, access_hash=1, date=1, sizes=()))


def file(*attributes: Attribute) -> DocumentMedia:
    document = Document(
        id=1, access_hash=1, date=1, mime_type="a/b", size=1, sha256=b"", attributes=attributes
    )
    return DocumentMedia(document=document)


FILM = file(Video(duration=1, width=1, height=1), Filename(name="a"))
ROUND = file(Video(duration=1, width=1, height=1, round=True))
LOOP = file(Video(duration=1, width=1, height=1), Animated())
SONG = file(Audio(duration=1))
VOICE = file(Audio(duration=1, voice=True))
STICKER = file(Sticker())
PLAIN = file(Filename(name="a"))


@pytest.mark.parametrize(
    "media",
    [
        [PHOTO] * 10,
        [PHOTO, FILM, PHOTO],
        [SONG, SONG],
        [PLAIN, PLAIN],
        *([one] for one in (PHOTO, FILM, ROUND, LOOP, SONG, VOICE, STICKER, PLAIN)),
    ],
)
def test_what_goes_together(media: list[FileMedia]) -> None:
    check_album(media)


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        ([], errors.MediaEmpty),
        ([PHOTO] * 11, errors.MultiMediaTooLong),
        ([PHOTO, SONG], errors.MediaGroupedInvalid),
        ([PHOTO, PLAIN], errors.MediaGroupedInvalid),
        ([SONG, PLAIN], errors.MediaGroupedInvalid),
        *(([one, one], errors.MediaGroupedInvalid) for one in (ROUND, LOOP, VOICE, STICKER)),
    ],
)
def test_what_does_not(media: list[FileMedia], refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        check_album(media)


def test_an_album_has_an_id_that_a_repeat_has_again_and_a_forward_has_not() -> None:
    assert group_id(-5) == group_id(-5)
    assert group_id(-5) > 0
    assert group_id(0) > 0
    assert group_id(-(2**63)) > 0
    assert {group_id(sign * (2**63 - 1)) < 2**63 for sign in (-1, 1)} == {True}
    first, other = group_id(77), group_id(78)
    assert len({first, other, group_id(9, of=first), group_id(9, of=other)}) == 4
