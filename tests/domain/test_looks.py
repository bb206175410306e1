"""What a document turned out to be counts, whatever its sender says of it."""

import pytest

from heliograph.domain.files import (
    Animated,
    Asked,
    Attribute,
    Audio,
    Filename,
    ImageSize,
    Sticker,
    Video,
)
from heliograph.domain.looks import Looks, described, is_looked_at

NAME = Filename(name="a")
FILM = Looks(width=640, height=360, duration=7.5, video=True, sound=True, codec="h264")
SILENT = Looks(width=640, height=360, duration=7.5, video=True, codec="h264")
PICTURE = Looks(width=30, height=20)
SONG = Looks(duration=3.4, sound=True, title="T", performer="P", waveform=b"w")

SAID_FILM = Video(
    duration=1, width=1, height=1, round=True, streaming=True, preload_bytes=9, start_s=7
)
FOUND_FILM = Video(
    duration=7.5, width=640, height=360, round=True, streaming=True, preload_bytes=9, start_s=7,
    codec="h264",
)  # fmt: skip
BARE = Video(duration=7.5, width=640, height=360, codec="h264")
BARE_SILENT = Video(duration=7.5, width=640, height=360, codec="h264", nosound=True)


@pytest.mark.parametrize(
    ("mime_type", "said", "looks", "found"),
    [
        ("video/mp4", (SAID_FILM, NAME), FILM, (FOUND_FILM, NAME)),
        ("video/mp4", (NAME,), FILM, (BARE, NAME)),
        ("video/mp4", (Animated(),), FILM, (BARE,)),
        ("video/mp4", (), SILENT, (BARE_SILENT, Animated())),
        ("video/webm", (), SILENT, (BARE_SILENT,)),
        ("video/webm", (Animated(),), SILENT, (BARE_SILENT, Animated())),
        ("video/mp4", (SAID_FILM, NAME), Looks(), (NAME,)),
        ("video/mp4", (), SONG, (Audio(duration=3, title="T", performer="P", waveform=b"w"),)),
        ("image/png", (ImageSize(width=9, height=9), NAME), PICTURE,
         (ImageSize(width=30, height=20), NAME)),
        ("image/png", (NAME,), Looks(width=30), (NAME,)),
        ("image/png", (SAID_FILM,), PICTURE, (ImageSize(width=30, height=20),)),
        ("image/webp", (Sticker(emoji="😀"),), PICTURE,
         (ImageSize(width=30, height=20), Sticker(emoji="😀"))),
        ("image/webp", (Sticker(emoji="😀"), NAME), Looks(), (NAME,)),
        ("image/gif", (), SILENT, (ImageSize(width=640, height=360), Animated())),
        ("audio/ogg", (Audio(duration=99, voice=True, waveform=b"own"),), SONG,
         (Audio(duration=3, voice=True, title="T", performer="P", waveform=b"own"),)),
        ("audio/mpeg", (Audio(duration=99, title="own", performer="own"),), SONG,
         (Audio(duration=3, title="own", performer="own", waveform=b"w"),)),
        ("audio/mpeg", (Audio(duration=99), NAME), Looks(), (NAME,)),
        ("application/x-tgsticker", (Sticker(emoji="😀"), NAME), Looks(),
         (Sticker(emoji="😀"), NAME)),
    ],
)  # fmt: skip
def test_what_it_is_found_to_be_counts(
    mime_type: str,
    said: tuple[Attribute, ...],
    looks: Looks,
    found: tuple[Attribute, ...],
) -> None:
    assert described(Asked(mime_type=mime_type, attributes=said), looks) == found


def test_a_film_that_is_said_to_have_no_sound_stays_a_film() -> None:
    asked = Asked(mime_type="video/mp4", nosound=True)
    assert described(asked, SILENT) == (BARE_SILENT,)


def test_what_cannot_be_shown_before_its_end_is_there_is_not_streamed() -> None:
    behind = Looks(width=9, height=9, duration=9, video=True, sound=True, index_behind=True)
    (video,) = described(Asked(mime_type="video/mp4", attributes=(SAID_FILM,)), behind)
    assert isinstance(video, Video)
    assert not video.streaming


def test_a_round_film_without_sound_stays_one() -> None:
    asked = Asked(mime_type="video/mp4", attributes=(SAID_FILM,))
    (video,) = described(asked, SILENT)
    assert isinstance(video, Video)
    assert video.round


def test_a_beginning_behind_the_end_is_none() -> None:
    for start_s, kept_s in ((7.5, 7.5), (7.6, 0)):
        late = Video(duration=100, width=1, height=1, start_s=start_s)
        (video,) = described(Asked(mime_type="video/mp4", attributes=(late,)), FILM)
        assert isinstance(video, Video)
        assert video.start_s == kept_s


@pytest.mark.parametrize(
    ("mime_type", "force_file", "looked"),
    [
        ("image/png", False, True),
        ("video/mp4", False, True),
        ("audio/ogg", False, True),
        ("image/png", True, False),
        ("text/plain", False, False),
        ("application/image/png", False, False),
    ],
)
def test_only_what_is_to_be_shown_is_looked_at(
    mime_type: str, force_file: bool, looked: bool
) -> None:
    asked = Asked(mime_type=mime_type, attributes=(NAME,), force_file=force_file)
    assert is_looked_at(asked) is looked
    if force_file:
        assert described(asked, PICTURE) == (NAME,)
