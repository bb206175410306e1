"""Albums: messages that are sent together and shown as one.

https://core.telegram.org/api/files#albums-grouped-media
"""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.extras import DocumentMedia, FileMedia, PhotoMedia
from heliograph.domain.files import Animated, Audio, Sticker, Video

MOST = 10
"""Messages in one album."""

_ID_BITS = 63


def check_album(media: Sequence[FileMedia]) -> None:
    """MEDIA_EMPTY, MULTI_MEDIA_TOO_LONG, or MEDIA_GROUPED_INVALID for what is never one.

    Photos and films go together, music with music and plain files with plain files; what plays by
    itself, a voice and a round film stand alone.
    """
    if not media:
        raise errors.MediaEmpty
    if len(media) > MOST:
        raise errors.MultiMediaTooLong
    kinds = {_kind(one) for one in media}
    if len(media) > 1 and (len(kinds) > 1 or None in kinds):
        raise errors.MediaGroupedInvalid


def _kind(media: FileMedia) -> str | None:
    """What a file goes together with, None for nothing."""
    match media:
        case PhotoMedia():
            return "shown"
        case DocumentMedia():
            return _kind_of_document(media)


def _kind_of_document(media: DocumentMedia) -> str | None:
    kind: str | None = "plain"
    for attribute in media.document.attributes:
        match attribute:
            case Animated() | Sticker():
                return None
            case Video():
                kind = None if attribute.round else "shown"
            case Audio():
                kind = None if attribute.voice else "heard"
    return kind


def group_id(random_id: int, *, of: int = 0) -> int:
    """The id of an album by the random_id of its first message, the same for a repeat.

    `of` is that of the album it is a forward of: albums forwarded together stay apart.
    """
    return (random_id ^ of) & ((1 << _ID_BITS) - 1) or 1
