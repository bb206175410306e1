"""Which bytes of a post's files a visitor is given, and as what: never as a page or a script."""

from collections.abc import Sequence

import msgspec

from heliograph.domain.channels import Channel
from heliograph.domain.extras import DocumentMedia, PhotoMedia
from heliograph.domain.files import AnyFile, Document, Photo, PhotoSize, Sticker
from heliograph.domain.messages import Message
from heliograph.domain.public_pages import may_keep

WHOLE = "file"
"""The variant that is a document itself."""

_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
_PLAYED = frozenset(
    {
        "audio/aac",
        "audio/flac",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "audio/webm",
        "audio/x-m4a",
        "video/mp4",
        "video/quicktime",
        "video/webm",
    }
)
INLINE = _PICTURES | _PLAYED
"""What browsers show or play by itself. All else, HTML and SVG above all, is only ever saved."""

PROTECTED_SIDE = 320
"""Pixels of the largest picture of protected content that visitors are shown."""

_SHOWN_SIDE = 800
_PLAIN = "application/octet-stream"
_JPEG = "image/jpeg"


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes to send: a blob, or `content` where that is at hand. `name` to save it under."""

    mime_type: str
    size: int
    sha256: bytes = b""
    content: bytes = b""
    name: str = ""

    @property
    def inline(self) -> bool:
        """Whether a browser may show it, instead of saving it."""
        return self.mime_type in INLINE


def piece_of(channel: Channel, message: Message, *, file_id: int, variant: str) -> Piece | None:
    """The bytes that an address of a post's file means, None where there are none for visitors."""
    file = shown_file(message)
    if file is None or file.id != file_id:
        return None
    kept = may_keep(channel, message)
    if variant == WHOLE:
        if not isinstance(file, Document) or not (kept or is_sticker(file)):
            return None
        return document_piece(file)
    return next(
        (picture_piece(one) for one in pictures(file, kept=kept) if one.type == variant), None
    )


def shown_file(message: Message) -> AnyFile | None:
    """The file of a post that anybody may have: what goes once it was seen is nobody's here."""
    media = message.extras.media if message.extras is not None else None
    match media:
        case PhotoMedia() if not media.ttl_seconds:
            return media.photo
        case DocumentMedia() if not media.ttl_seconds:
            return media.document
    return None


def pictures(file: AnyFile, *, kept: bool) -> Sequence[PhotoSize]:
    """The sizes that a visitor may have, the smallest first; `kept` says that all of them."""
    sizes = file.sizes if isinstance(file, Photo) else ()
    if isinstance(file, Document):
        sizes = file.thumbs
    found = [one for one in sizes if one.width and one.height and (one.sha256 or one.content)]
    found.sort(key=lambda one: one.width * one.height)
    if kept:
        return found
    return [one for one in found if max(one.width, one.height) <= PROTECTED_SIDE] or found[:1]


def shown_size(sizes: Sequence[PhotoSize]) -> PhotoSize | None:
    """The one to show in a page: no larger than a page is wide, if there is one."""
    wide = (one for one in sizes if max(one.width, one.height) >= _SHOWN_SIDE)
    return next(wide, sizes[-1] if sizes else None)


def photo_piece(photo: Photo, *, side: int) -> Piece | None:
    """The picture beside a name: the smallest that is at least so large."""
    sizes = pictures(photo, kept=True)
    large = (one for one in sizes if min(one.width, one.height) >= side)
    chosen = next(large, sizes[-1] if sizes else None)
    return picture_piece(chosen) if chosen is not None else None


def is_sticker(document: Document) -> bool:
    """Whether it stands for itself, as emoji do."""
    return any(isinstance(one, Sticker) for one in document.attributes)


def picture_piece(size: PhotoSize) -> Piece:
    """The bytes of one size of a picture."""
    return Piece(
        mime_type=_JPEG,
        size=len(size.content) if size.content else size.size,
        sha256=size.sha256,
        content=size.content,
    )


def document_piece(file: Document) -> Piece:
    """The bytes of a document, as what a browser may take it for."""
    mime_type = file.mime_type if file.mime_type in INLINE else _PLAIN
    return Piece(mime_type=mime_type, size=file.size, sha256=file.sha256, name=file.name)
