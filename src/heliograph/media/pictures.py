"""Making the sizes of a picture, in a confined process alone: what it reads is a stranger's."""

import io
from typing import BinaryIO

from PIL import Image, ImageCms, ImageFile, ImageOps

from heliograph.media.jpeg import scan_ends, stripped_of
from heliograph.ports.probe import MadePhoto, MadePicture, Seen

_FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")

PHOTO_BOXES = {"m": 320, "x": 800, "y": 1280, "w": 2560}
SQUARE_BOXES = {"a": 160, "b": 320, "c": 640}
"""The longest side of each size, https://core.telegram.org/api/files#image-thumbnail-types."""

_THUMB = "m"
_BY_AND_BY = "y"
"""The size that apps show while it comes. The largest would cost a third more that way."""
_SIDES_MAX = 10_000
_RATIO_MAX = 20
_STRIPPED_SIDE = 40
_QUALITY = 87
_QUALITY_SMALL = 82
_PROFILES = "sRGB"


def load_decoders() -> None:
    """Load all that Pillow loads when it first needs it: later there are no files to load from."""
    Image.init()
    picture = Image.new("RGBA", (8, 8))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    for name in _FORMATS:
        content = io.BytesIO()
        made = picture.convert("RGB") if name == "JPEG" else picture
        made.save(content, name, icc_profile=profile)
        document(content, pixels_max=64)


class BadPicture(Exception):
    """It cannot be shown; the text is a token that clients know."""


def photo(source: BinaryIO, *, pixels_max: int) -> MadePhoto:
    """All sizes of a photo: upright, in sRGB, without a word of what its camera noted."""
    return _sizes(_shown(_opened(source, pixels_max), PHOTO_BOXES["w"]), PHOTO_BOXES)


def profile_photo(source: BinaryIO, *, pixels_max: int) -> MadePhoto:
    """The square sizes of its middle."""
    opened = _opened(source, pixels_max)
    shorter = min(opened.size)
    shown = _shown(opened, SQUARE_BOXES["c"] * max(opened.size) // max(1, shorter))
    side = min(*shown.size, SQUARE_BOXES["c"])
    square = ImageOps.fit(shown, (side, side), Image.Resampling.LANCZOS)
    return _sizes(square, SQUARE_BOXES)


def thumbnail(source: BinaryIO, *, pixels_max: int) -> MadePhoto:
    """The one small size that stands for something else."""
    made, stripped = _small(_opened(source, pixels_max))
    return MadePhoto(sizes=(made,), stripped=stripped)


def document(source: BinaryIO, *, pixels_max: int) -> Seen:
    """The sides of a picture that was sent as a file, and a small one of it."""
    opened = _decoder(source)
    moves = getattr(opened, "n_frames", 1) > 1 and opened.format == "GIF"
    width, height = opened.size
    if opened.getexif().get(_ORIENTATION, 1) in _LYING:
        width, height = height, width
    _check_pixels(opened, pixels_max)
    made, stripped = _small(opened)
    return Seen(width=width, height=height, video=moves, thumb=made, stripped=stripped)


_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the tag that its camera set (Exif 2.32, 4.6.4)."""
_LYING = range(5, 9)


def _decoder(source: BinaryIO) -> ImageFile.ImageFile:
    try:
        return Image.open(source, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        # Far too many pixels, which Pillow refuses before anybody can count them.
        raise BadPicture("PHOTO_INVALID_DIMENSIONS") from error
    except Exception as error:
        raise BadPicture("IMAGE_PROCESS_FAILED") from error


def _check_pixels(opened: Image.Image, pixels_max: int) -> None:
    if opened.width * opened.height > pixels_max:
        raise BadPicture("PHOTO_INVALID_DIMENSIONS")


def _opened(source: BinaryIO, pixels_max: int) -> ImageFile.ImageFile:
    opened = _decoder(source)
    longer, shorter = max(opened.size), min(opened.size)
    if not shorter or longer + shorter > _SIDES_MAX or longer > _RATIO_MAX * shorter:
        raise BadPicture("PHOTO_INVALID_DIMENSIONS")
    _check_pixels(opened, pixels_max)
    return opened


def _shown(opened: ImageFile.ImageFile, box: int) -> Image.Image:
    """The picture as people see it, no larger than the box, and nothing else of the file."""
    try:
        # A JPEG decodes to a half, a quarter or an eighth at a fraction of the cost.
        opened.draft("RGB", (box, box))
        opened.load()
        turn = _TURNS.get(opened.getexif().get(_ORIENTATION, 1))
        profile = opened.info.get("icc_profile")
        picture = _in_colour(opened)
        picture.thumbnail((box, box), Image.Resampling.LANCZOS, reducing_gap=2.0)
        picture = _in_srgb(picture, profile)
        if turn is not None:
            picture = picture.transpose(turn)
        # Comments and the like would be written again with it.
        picture.info.clear()
        return picture
    except Exception as error:
        raise BadPicture("IMAGE_PROCESS_FAILED") from error


def _in_colour(picture: Image.Image) -> Image.Image:
    through = picture.has_transparency_data
    mode = "RGBA" if through else "RGB"
    return picture.convert(mode) if picture.mode != mode else picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours of another space than the web's, turned into it; as they are where that fails."""
    if not profile:
        return picture
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if _PROFILES in ImageCms.getProfileDescription(theirs):
            return picture
        made = ImageCms.profileToProfile(picture, theirs, ImageCms.createProfile("sRGB"))
        return made if made is not None else picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _sizes(shown: Image.Image, boxes: dict[str, int]) -> MadePhoto:
    flat = _on_white(shown)
    longer = max(flat.size)
    letters = [letter for letter, box in boxes.items() if box < longer]
    letters += [letter for letter, box in boxes.items() if box >= longer][:1]
    made: list[MadePicture] = []
    for letter in reversed(letters):
        flat = _within(flat, boxes[letter])
        made.append(_jpeg(letter, flat, progressive=letter == _BY_AND_BY))
    return MadePhoto(sizes=tuple(reversed(made)), stripped=_stripped(flat))


def _small(opened: ImageFile.ImageFile) -> tuple[MadePicture, bytes]:
    shown = _within(_shown(opened, 2 * PHOTO_BOXES[_THUMB]), PHOTO_BOXES[_THUMB])
    stripped = _stripped(_on_white(shown))
    if _lets_through(shown):
        content = io.BytesIO()
        shown.save(content, "WEBP", quality=_QUALITY_SMALL)
        width, height = shown.size
        picture = MadePicture(type=_THUMB, width=width, height=height, content=content.getvalue())
        return picture, stripped
    return _jpeg(_THUMB, _on_white(shown), progressive=False), stripped


def _lets_through(picture: Image.Image) -> bool:
    if picture.mode != "RGBA":
        return False
    lowest, _ = picture.getchannel("A").getextrema()
    return isinstance(lowest, int | float) and lowest < 255


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _within(picture: Image.Image, box: int) -> Image.Image:
    longer = max(picture.size)
    if longer <= box:
        return picture
    width, height = (max(1, round(side * box / longer)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _jpeg(letter: str, picture: Image.Image, *, progressive: bool) -> MadePicture:
    content = io.BytesIO()
    quality = _QUALITY if max(picture.size) > PHOTO_BOXES[_THUMB] else _QUALITY_SMALL
    picture.save(content, "JPEG", quality=quality, progressive=progressive, optimize=progressive)
    width, height = picture.size
    made = content.getvalue()
    return MadePicture(
        type=letter,
        width=width,
        height=height,
        content=made,
        progressive=scan_ends(made) if progressive else (),
    )


def _stripped(flat: Image.Image) -> bytes:
    content = io.BytesIO()
    _within(flat, _STRIPPED_SIDE).save(content, "JPEG", quality=20, subsampling=2, optimize=False)
    return stripped_of(content.getvalue())
