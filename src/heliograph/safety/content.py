"""What kinds of content something is, as the EU's transparency database names them.

https://transparency.dsa.ec.europa.eu/page/api-documentation
"""

import enum
from collections.abc import Iterable, Sequence

from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    GoneMedia,
    Media,
    PhotoMedia,
    PollMedia,
    SharedContact,
    TodoList,
)
from heliograph.domain.files import Animated, Audio, Document, ImageSize, Sticker, Video


class Content(enum.StrEnum):
    """Of the database's kinds those that a program can tell; what is sold, and what was made by a
    machine, are told by nobody but people."""

    APP = "CONTENT_TYPE_APP"
    AUDIO = "CONTENT_TYPE_AUDIO"
    IMAGE = "CONTENT_TYPE_IMAGE"
    TEXT = "CONTENT_TYPE_TEXT"
    VIDEO = "CONTENT_TYPE_VIDEO"
    OTHER = "CONTENT_TYPE_OTHER"


OTHER_NAMES = "file or place"
"""What is told of content of a message that is of no kind the database has."""

_APPS = frozenset(
    {
        "application/vnd.android.package-archive",
        "application/vnd.microsoft.portable-executable",
        "application/x-apple-diskimage",
        "application/x-msdownload",
    }
)
_BY_ATTRIBUTE = (
    # A silent film that plays by itself is one, too; a picture beside a film is none.
    (Animated, Content.VIDEO),
    (Video, Content.VIDEO),
    (Audio, Content.AUDIO),
    (Sticker, Content.IMAGE),
    (ImageSize, Content.IMAGE),
)
_BY_MIME = {"image": Content.IMAGE, "video": Content.VIDEO, "audio": Content.AUDIO}


def contents(words: Iterable[str], media: Media | None) -> tuple[Content, ...]:
    """What a message is made of, in the order of the database; never nothing."""
    found = {Content.TEXT} if any(words) else set()
    shown = _shown(media)
    if shown is not None:
        found.add(shown)
    return in_order(found or {Content.TEXT})


def in_order(found: Iterable[Content]) -> tuple[Content, ...]:
    """Each once, in the order of the database."""
    known = set(found)
    return tuple(one for one in Content if one in known)


def _shown(media: Media | None) -> Content | None:
    match media:
        case None:
            return None
        case PhotoMedia():
            return Content.IMAGE
        case DocumentMedia():
            return _of_document(media.document)
        case GoneMedia():
            return _gone(media)
        case Dice() | PollMedia() | SharedContact() | TodoList():
            return Content.TEXT
    return Content.OTHER


def _of_document(document: Document) -> Content:
    if document.mime_type in _APPS:
        return Content.APP
    kinds: Sequence[type] = [type(one) for one in document.attributes]
    for kind, content in _BY_ATTRIBUTE:
        if kind in kinds:
            return content
    return _BY_MIME.get(document.mime_type.partition("/")[0], Content.OTHER)


def _gone(media: GoneMedia) -> Content:
    if media.photo:
        return Content.IMAGE
    return Content.AUDIO if media.voice else Content.VIDEO
