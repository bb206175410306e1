"""Files as messages and profiles carry them: documents, photos, and what is said of them.

A record is whole: whoever has a message can show its file without another look. The bytes lie in
the blobs, under the SHA-256 that the record names.

https://core.telegram.org/api/files
"""

import hmac
import struct
from typing import ClassVar

import msgspec

from heliograph.domain import errors

MIME_LENGTH = 255
NAME_LENGTH = 255
"""Longer names are cut: file systems take no more bytes."""

STRIPPED = "i"
"""The size that goes along in messages."""

DURATION_MAX_S = 10 * 86_400
TEXT_LENGTH = 256
CODEC_LENGTH = 32

_PLAIN = "application/octet-stream"
_HASH = struct.Struct("<q")


class ImageSize(msgspec.Struct, frozen=True, kw_only=True, tag="image"):
    """How large a picture is, in pixels."""

    width: int
    height: int


class Animated(msgspec.Struct, frozen=True, kw_only=True, tag="animated"):
    """A video without sound, or a GIF, that plays by itself."""


class Video(msgspec.Struct, frozen=True, kw_only=True, tag="video", omit_defaults=True):
    """A video of `duration` seconds; sizes in pixels."""

    duration: float
    width: int
    height: int
    round: bool = False
    streaming: bool = False
    nosound: bool = False
    preload_bytes: int = 0
    start_s: float = 0.0
    codec: str = ""


class Audio(msgspec.Struct, frozen=True, kw_only=True, tag="audio", omit_defaults=True):
    """Music, or a voice of `duration` seconds; `waveform` has 100 values of 5 bits."""

    duration: int
    voice: bool = False
    title: str = ""
    performer: str = ""
    waveform: bytes = b""


class Filename(msgspec.Struct, frozen=True, kw_only=True, tag="name"):
    """What the sender's file is called."""

    name: str


class Sticker(msgspec.Struct, frozen=True, kw_only=True, tag="sticker", omit_defaults=True):
    """A picture that stands for itself, and the emoji it is found by."""

    emoji: str = ""
    mask: bool = False


class HasStickers(msgspec.Struct, frozen=True, kw_only=True, tag="stickers"):
    """Masks were laid over it."""


Attribute = ImageSize | Animated | Video | Audio | Filename | Sticker | HasStickers


class PhotoSize(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One size of a picture; pixels, bytes, and the blob it lies in.

    `type` is a letter that clients know. `content` is the picture itself where it is so small that
    it goes along (STRIPPED; `j`, an outline), and then `sha256` is empty. `progressive` are
    the lengths after which a progressive JPEG can be shown.

    https://core.telegram.org/api/files#image-thumbnail-types
    """

    type: str
    width: int = 0
    height: int = 0
    size: int = 0
    sha256: bytes = b""
    content: bytes = b""
    progressive: tuple[int, ...] = ()


class File(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every file has; `generation` rises when all references to it are withdrawn."""

    kind: ClassVar[int]

    id: int
    access_hash: int
    date: int
    generation: int = 0

    def has_hash(self, access_hash: int) -> bool:
        """Whether that is the hash that goes with the id; takes as long for every other one."""
        return hmac.compare_digest(_HASH.pack(self.access_hash), _HASH.pack(access_hash))


class Photo(File, frozen=True, kw_only=True, tag="photo", omit_defaults=True):
    """A photo in every size that clients ask for, from the smallest."""

    kind: ClassVar[int] = 2

    sizes: tuple[PhotoSize, ...]
    has_stickers: bool = False

    @property
    def size(self) -> int:
        """Bytes of the largest size."""
        return max((one.size for one in self.sizes), default=0)

    @property
    def blobs(self) -> tuple[bytes, ...]:
        """The SHA-256 of all that it needs, each once."""
        return tuple(dict.fromkeys(one.sha256 for one in self.sizes if one.sha256))


class Document(File, frozen=True, kw_only=True, tag="document", omit_defaults=True):
    """Any other file; `size` in bytes."""

    kind: ClassVar[int] = 1

    mime_type: str
    size: int
    sha256: bytes
    attributes: tuple[Attribute, ...] = ()
    thumbs: tuple[PhotoSize, ...] = ()

    @property
    def blobs(self) -> tuple[bytes, ...]:
        """The SHA-256 of all that it needs, each once."""
        thumbs = (one.sha256 for one in self.thumbs if one.sha256)
        return tuple(dict.fromkeys((self.sha256, *thumbs)))

    @property
    def name(self) -> str:
        """What its sender calls it, "" for no name."""
        return next((one.name for one in self.attributes if isinstance(one, Filename)), "")


class EncryptedFile(File, frozen=True, kw_only=True, tag="encrypted", omit_defaults=True):
    """Bytes that only two devices can read; which key they are sealed with is their business."""

    kind: ClassVar[int] = 3

    size: int
    sha256: bytes
    key_fingerprint: int

    @property
    def blobs(self) -> tuple[bytes, ...]:
        """The SHA-256 of all that it needs."""
        return (self.sha256,)


AnyFile = Photo | Document | EncryptedFile


def known_by(file: AnyFile) -> tuple[bytes, ...]:
    """The SHA-256 of what tells a file from all others: every size of a photo, of other files
    their content. Previews are none, as films that begin in the dark share theirs, and what is
    sealed is like nothing else."""
    if isinstance(file, Photo):
        return file.blobs
    return (file.sha256,) if isinstance(file, Document) else ()


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """A file and who sent it up."""

    file_id: int
    owner_id: int


class Ownership(msgspec.Struct, frozen=True, kw_only=True):
    """What an account has uploaded that is there still; every upload counts, also of content that
    was there already."""

    files: int
    size_bytes: int


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """What one account may have uploaded at a time; `size_bytes` 0 for any."""

    files: int = 200_000
    size_bytes: int = 0


def check_quota(had: Ownership, *, size: int, quota: Quota) -> None:
    """FILE_PARTS_INVALID where a file would be too much, as for one that is too long by itself."""
    over = quota.size_bytes and had.size_bytes + size > quota.size_bytes
    if over or had.files >= quota.files:
        raise errors.FilePartsInvalid


def is_picture(file: AnyFile) -> bool:
    """Whether it looks like something: a photo, a picture, a film. Sealed files look like nothing
    to anybody but two devices."""
    return isinstance(file, Photo) or (
        isinstance(file, Document) and file.mime_type.startswith(("image/", "video/"))
    )


def bytes_of(file: AnyFile) -> int:
    """What a file takes with all its sizes and previews."""
    match file:
        case Photo():
            return sum(one.size for one in file.sizes)
        case Document():
            return file.size + sum(one.size for one in file.thumbs)
    return file.size


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a client says of a document that it has uploaded; nothing of it is believed yet."""

    mime_type: str
    attributes: tuple[Attribute, ...] = ()
    force_file: bool = False
    nosound: bool = False


_SIDE_MAX = 100_000
_WAVEFORM_BYTES = 63
_EMOJI_LENGTH = 32


def bounded(asked: Asked) -> Asked:
    """What may be kept of what a client says: one attribute of each kind, numbers that can be.

    What is out of bounds is left out rather than refused: the file itself is as good without.
    """
    mime_type = asked.mime_type.strip().lower()
    known = mime_type.isascii() and mime_type.isprintable() and "/" in mime_type
    if not known or len(mime_type) > MIME_LENGTH:
        mime_type = _PLAIN
    kept: dict[type[Attribute], Attribute] = {}
    for attribute in asked.attributes:
        made = _bounded(attribute)
        if made is not None:
            kept.setdefault(type(made), made)
    if asked.force_file:
        kept = {kind: one for kind, one in kept.items() if kind is Filename}
    return Asked(
        mime_type=mime_type,
        attributes=tuple(kept.values()),
        force_file=asked.force_file,
        nosound=asked.nosound,
    )


def _bounded(attribute: Attribute) -> Attribute | None:
    match attribute:
        case ImageSize():
            return attribute if _is_size(attribute.width, attribute.height) else None
        case Video():
            return _video(attribute)
        case Audio():
            return _audio(attribute)
        case Filename():
            name = clean_name(attribute.name)
            return Filename(name=name) if name else None
        case Sticker():
            return Sticker(emoji=attribute.emoji[:_EMOJI_LENGTH], mask=attribute.mask)
    return attribute


def _video(video: Video) -> Video | None:
    # Written so that NaN is out of bounds, too.
    if not 0 <= video.duration <= DURATION_MAX_S or not _is_size(video.width, video.height):
        return None
    starts = 0 <= video.start_s <= video.duration
    return msgspec.structs.replace(
        video,
        start_s=video.start_s if starts else 0.0,
        preload_bytes=max(0, video.preload_bytes),
        codec=video.codec[:CODEC_LENGTH],
    )


def _audio(audio: Audio) -> Audio | None:
    if not 0 <= audio.duration <= DURATION_MAX_S:
        return None
    return msgspec.structs.replace(
        audio,
        title=audio.title[:TEXT_LENGTH],
        performer=audio.performer[:TEXT_LENGTH],
        waveform=audio.waveform if len(audio.waveform) <= _WAVEFORM_BYTES else b"",
    )


def clean_name(name: str) -> str:
    """A name that is one: no path, nothing unprintable, at most NAME_LENGTH bytes of UTF-8."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    cut = shown.encode()
    if len(cut) <= NAME_LENGTH:
        return cut.decode()
    stem, dot, ending = shown.rpartition(".")
    tail = (dot + ending).encode() if stem and len(ending) <= 16 else b""
    head = cut[: NAME_LENGTH - len(tail)].decode(errors="ignore")
    return head + tail.decode()


def _is_size(width: int, height: int) -> bool:
    return 0 <= width <= _SIDE_MAX and 0 <= height <= _SIDE_MAX
