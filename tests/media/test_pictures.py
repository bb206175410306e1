"""The sizes of photos: upright, clean of what their camera noted, in the letters clients know."""

import io

import pytest
from PIL import Image, ImageCms
from telethon.utils import stripped_photo_to_jpg

from heliograph.media import pictures

PIXELS = 30_000_000
RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red above, blue below."""
    made = Image.new("RGB", (width, height), BLUE)
    made.paste(RED, (0, 0, width, height // 2))
    return made.convert(mode)


def file_of(made: Image.Image, kind: str = "JPEG", **options: object) -> io.BytesIO:
    content = io.BytesIO()
    made.save(content, kind, **options)
    content.seek(0)
    return content


def opened(content: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(content))
    made.load()
    return made


def is_near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(got - want) < 40 for got, want in zip(colour, wanted, strict=False))


@pytest.mark.parametrize(
    ("sides", "letters"),
    [
        ((200, 100), {"m": (200, 100)}),
        ((320, 320), {"m": (320, 320)}),
        ((321, 100), {"m": (320, 100), "x": (321, 100)}),
        ((1000, 2000), {"m": (160, 320), "x": (400, 800), "y": (640, 1280), "w": (1000, 2000)}),
        (
            (4000, 3000),
            {"m": (320, 240), "x": (800, 600), "y": (1280, 960), "w": (2560, 1920)},
        ),
    ],
)
def test_13_5_a_photo_comes_in_every_size_up_to_its_own(
    sides: tuple[int, int], letters: dict[str, tuple[int, int]]
) -> None:
    made = pictures.photo(file_of(picture(*sides)), pixels_max=PIXELS)
    assert {one.type: (one.width, one.height) for one in made.sizes} == letters
    for one in made.sizes:
        shown = opened(one.content)
        assert shown.format == "JPEG"
        assert shown.size == (one.width, one.height)


@pytest.mark.parametrize("tag", range(1, 9))
def test_a_photo_is_shown_as_its_camera_was_held(tag: int) -> None:
    upright = picture(400, 200)
    lying = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[tag]
    exif = Image.Exif()
    exif[0x0112] = tag
    source = file_of(lying, exif=exif)
    largest = opened(pictures.photo(source, pixels_max=PIXELS).sizes[-1].content)
    assert largest.size == (400, 200)
    assert is_near(largest.getpixel((200, 20)), RED)
    assert is_near(largest.getpixel((200, 180)), BLUE)
    seen = pictures.document(source, pixels_max=PIXELS)
    assert (seen.width, seen.height) == (400, 200)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_a_camera_noted_is_left(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary-description"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    noted = {"exif": exif, "xmp": b"<x>canary-xmp</x>", "comment": b"canary-comment"}
    source = file_of(picture(900, 700), kind, **noted)
    assert b"canary" in source.getvalue()
    made = pictures.photo(source, pixels_max=PIXELS)
    seen = pictures.document(source, pixels_max=PIXELS)
    assert seen.thumb is not None
    for one in (*made.sizes, seen.thumb):
        assert b"canary" not in one.content
        assert not opened(one.content).getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_become_photos(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = Image.new(mode, (40, 30)) if mode == "I;16" else picture(40, 30, mode)
    (one,) = pictures.photo(file_of(made, kind), pixels_max=PIXELS).sizes
    assert opened(one.content).mode == "RGB"


def test_what_lets_through_lies_on_white_as_a_photo_and_keeps_it_as_a_small_picture() -> None:
    source = file_of(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")
    (one,) = pictures.photo(source, pixels_max=PIXELS).sizes
    assert opened(one.content).getpixel((25, 25)) == (255, 255, 255)
    thumb = pictures.document(source, pixels_max=PIXELS).thumb
    assert thumb is not None
    assert opened(thumb.content).convert("RGBA").getpixel((25, 25))[3] == 0


def test_a_profile_that_does_not_fit_does_no_harm_and_is_not_kept() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    source = file_of(picture(40, 40), icc_profile=profile)
    (one,) = pictures.photo(source, pixels_max=PIXELS).sizes
    assert "icc_profile" not in opened(one.content).info


def test_13_5_the_stripped_size_is_what_clients_put_together() -> None:
    made = pictures.photo(file_of(picture(400, 200)), pixels_max=PIXELS)
    shown = opened(stripped_photo_to_jpg(made.stripped))
    assert shown.size == (40, 20)
    assert is_near(shown.getpixel((20, 3)), RED)
    assert is_near(shown.getpixel((20, 16)), BLUE)


def test_a_photo_can_be_shown_while_it_comes() -> None:
    made = pictures.photo(file_of(picture(1400, 900)), pixels_max=PIXELS)
    size = next(one for one in made.sizes if one.type == "y")
    assert size.progressive[-1] == len(size.content)
    assert list(size.progressive) == sorted(set(size.progressive))
    assert len(size.progressive) > 2
    # What a client has after the first scan, closed as it closes it, is a whole picture.
    opened(size.content[: size.progressive[0]] + b"\xff\xd9")


@pytest.mark.parametrize("sides", [(900, 300), (300, 900), (700, 700)])
def test_13_5_profile_photos_are_the_square_middle(sides: tuple[int, int]) -> None:
    made = pictures.profile_photo(file_of(picture(*sides)), pixels_max=PIXELS)
    side = min(*sides, 640)
    wanted = [("a", 160), ("b", min(side, 320)), ("c", side)]
    assert [(one.type, one.width) for one in made.sizes] == wanted[: 2 if side <= 320 else 3]
    assert all(one.width == one.height for one in made.sizes)


@pytest.mark.parametrize(
    ("width", "height", "token"),
    [
        (9_000, 1_001, "PHOTO_INVALID_DIMENSIONS"),
        (2_100, 100, "PHOTO_INVALID_DIMENSIONS"),
        (100, 2_001, "PHOTO_INVALID_DIMENSIONS"),
        (6_000, 3_999, "PHOTO_INVALID_DIMENSIONS"),
    ],
)
def test_sides_no_client_shows_are_refused(width: int, height: int, token: str) -> None:
    source = file_of(Image.new("1", (width, height)), "PNG")
    pixels = 20_000_000
    with pytest.raises(pictures.BadPicture, match=token):
        pictures.photo(source, pixels_max=pixels)


def test_the_longest_sides_that_clients_show_are_taken() -> None:
    pictures.photo(file_of(Image.new("1", (2_000, 100)), "PNG"), pixels_max=PIXELS)
    pictures.photo(file_of(Image.new("1", (9_000, 1_000)), "PNG"), pixels_max=PIXELS)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(20),
        b"%PDF-1.7",
        bytes(1000),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(pictures.BadPicture):
        pictures.photo(io.BytesIO(content), pixels_max=PIXELS)


@pytest.mark.parametrize("kind", ["AVIF", "GIF", "JPEG", "PNG", "WEBP"])
def test_a_picture_that_ends_early_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    whole = file_of(noise, kind).getvalue()
    with pytest.raises(pictures.BadPicture):
        pictures.photo(io.BytesIO(whole[: len(whole) // 2]), pixels_max=PIXELS)
