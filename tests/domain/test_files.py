"""What a client says of its file is bounded, never refused."""

import pytest

from heliograph.domain.files import (
    NAME_LENGTH,
    Animated,
    Asked,
    Attribute,
    Audio,
    Document,
    Filename,
    ImageSize,
    Photo,
    PhotoSize,
    Sticker,
    Video,
    bounded,
    clean_name,
)

NAN = float("nan")
SHA, OTHER = b"\x01" * 32, b"\x02" * 32


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("text/plain", "text/plain"),
        (" Image/JPEG ", "image/jpeg"),
        ("", "application/octet-stream"),
        ("plain", "application/octet-stream"),
        ("text/\nplain", "application/octet-stream"),
        ("text/é", "application/octet-stream"),
        ("a/" + "b" * 253, "a/" + "b" * 253),
        ("a/" + "b" * 254, "application/octet-stream"),
    ],
)
def test_a_mime_type_is_one(said: str, kept: str) -> None:
    assert bounded(Asked(mime_type=said)).mime_type == kept


GOOD: tuple[Attribute, ...] = (
    ImageSize(width=10, height=20),
    Video(duration=2.5, width=10, height=20, round=True, start_s=1.0),
    Audio(duration=3, voice=True, waveform=b"\x01" * 63),
    Filename(name="a.txt"),
    Animated(),
    Sticker(emoji="👍", mask=True),
)
AT_LEAST: tuple[Attribute, ...] = (
    ImageSize(width=0, height=0),
    Video(duration=0, width=0, height=0),
    Audio(duration=0),
)
AT_MOST: tuple[Attribute, ...] = (
    ImageSize(width=100_000, height=100_000),
    Video(duration=864_000, width=100_000, height=100_000, start_s=864_000),
    Audio(duration=864_000),
)


def test_attributes_that_can_be_are_kept() -> None:
    asked = Asked(mime_type="a/b", attributes=GOOD, nosound=True)
    assert bounded(asked) == asked


@pytest.mark.parametrize("said", [AT_LEAST, AT_MOST])
def test_numbers_are_kept_up_to_their_bounds(said: tuple[Attribute, ...]) -> None:
    assert bounded(Asked(mime_type="a/b", attributes=said)).attributes == said


@pytest.mark.parametrize(
    "said",
    [
        ImageSize(width=-1, height=20),
        ImageSize(width=10, height=-1),
        ImageSize(width=100_001, height=20),
        ImageSize(width=10, height=100_001),
        Video(duration=-1, width=10, height=20),
        Video(duration=NAN, width=10, height=20),
        Video(duration=1, width=10, height=-5),
        Audio(duration=-1),
        Audio(duration=864_001),
        Video(duration=864_001, width=1, height=1),
        Filename(name=" \n"),
    ],
)
def test_attributes_that_cannot_be_are_left_out(said: Attribute) -> None:
    assert bounded(Asked(mime_type="a/b", attributes=(said,))).attributes == ()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            Video(duration=1, width=1, height=1, start_s=NAN, preload_bytes=-1, codec="h" * 99),
            Video(duration=1, width=1, height=1, codec="h" * 32),
        ),
        (
            Audio(duration=1, title="t" * 999, performer="p" * 999, waveform=bytes(64)),
            Audio(duration=1, title="t" * 256, performer="p" * 256),
        ),
        (Sticker(emoji="x" * 99), Sticker(emoji="x" * 32)),
    ],
)
def test_what_is_too_much_of_one_is_cut(said: Attribute, kept: Attribute) -> None:
    assert bounded(Asked(mime_type="a/b", attributes=(said,))).attributes == (kept,)


def test_there_is_one_of_each_kind() -> None:
    first, second = Filename(name="a"), Filename(name="b")
    assert bounded(Asked(mime_type="a/b", attributes=(first, second))).attributes == (first,)


def test_a_file_that_is_to_be_one_has_a_name_and_nothing_else() -> None:
    asked = Asked(mime_type="a/b", attributes=GOOD, force_file=True)
    assert bounded(asked).attributes == (Filename(name="a.txt"),)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\x.exe", "x.exe"),
        ("a\x00b\n\u202ec.txt", "abc.txt"),
        ("日本.txt", "日本.txt"),
        ("\ud800x", "x"),
        ("x" * 400 + ".tar", "x" * (NAME_LENGTH - 4) + ".tar"),
        ("日" * 200 + ".txt", "日" * 83 + ".txt"),
        ("." + "y" * 400, "." + "y" * (NAME_LENGTH - 1)),
        ("v1.0 " + "x" * 400 + ".txt", "v1.0 " + "x" * (NAME_LENGTH - 9) + ".txt"),
        ("x" * 300 + "." + "y" * 16, "x" * (NAME_LENGTH - 17) + "." + "y" * 16),
        ("x" * 300 + "." + "y" * 17, "x" * NAME_LENGTH),
    ],
)
def test_a_name_is_one(said: str, kept: str) -> None:
    assert clean_name(said) == kept
    assert len(kept.encode()) <= NAME_LENGTH


def test_a_file_names_each_blob_it_needs_once() -> None:
    thumb = PhotoSize(type="m", width=1, height=1, size=2, sha256=OTHER)
    inline = PhotoSize(type="i", content=b"\x01")
    document = Document(
        id=1, access_hash=2, date=3, mime_type="a/b", size=9, sha256=SHA,
        attributes=(Filename(name="n"),), thumbs=(inline, thumb, thumb),
    )  # fmt: skip
    assert document.blobs == (SHA, OTHER)
    assert document.name == "n"
    photo = Photo(id=1, access_hash=2, date=3, sizes=(inline, thumb))
    assert photo.blobs == (OTHER,)
    assert photo.size == 2


def test_what_has_no_size_and_no_name_says_so() -> None:
    assert Photo(id=1, access_hash=2, date=3, sizes=()).size == 0
    unnamed = Document(id=1, access_hash=2, date=3, mime_type="a/b", size=9, sha256=SHA)
    assert unnamed.name == ""


@pytest.mark.parametrize("other", [0, 6, -5, 2**63 - 1])
def test_a_file_has_one_hash(other: int) -> None:
    photo = Photo(id=1, access_hash=5, date=1, sizes=())
    assert photo.has_hash(5)
    assert not photo.has_hash(other)
