"""What somebody opens: voices and round films that were heard or not, media that go once seen.

https://core.telegram.org/api/files#self-destructing-media
"""

from typing import TypeVar

import msgspec

from heliograph.domain import errors
from heliograph.domain.extras import (
    DocumentMedia,
    Extras,
    FileMedia,
    GoneMedia,
    Media,
    PhotoMedia,
)
from heliograph.domain.files import Audio, Document, Video
from heliograph.domain.people import SERVICE_ACCOUNT_ID

ONCE = 2**31 - 1
"""The `ttl_seconds` of what goes as soon as it was opened."""

_LONGEST_S = 60

Sent = TypeVar("Sent", DocumentMedia, PhotoMedia)


def check_ttl(ttl_seconds: int | None) -> None:
    """TTL_MEDIA_INVALID for times that apps don't offer; None is for what stays."""
    if ttl_seconds not in (None, ONCE) and not 0 < (ttl_seconds or 0) <= _LONGEST_S:
        raise errors.TtlMediaInvalid


def asked_ttl(ttl_seconds: int | None, media: Sent) -> Sent:
    """The media as they go so long after they were opened; None for such as stay.

    TTL_MEDIA_INVALID as for `check_ttl`, and for what is only fetched, never opened.
    """
    check_ttl(ttl_seconds)
    if ttl_seconds is None:
        return media
    if isinstance(media, DocumentMedia) and not _is_played(media.document):
        raise errors.TtlMediaInvalid
    return msgspec.structs.replace(media, ttl_seconds=ttl_seconds)


def check_fleeting(media: Media | None, *, sender_id: int, recipient_id: int, alone: bool) -> None:
    """TTL_MEDIA_INVALID where media that go would be seen by nobody, or by more than one person.

    A group, whose id is negative, is more than one. `alone` is false for what waits to be sent and
    for parts of albums.
    """
    unfit = recipient_id < 0 or recipient_id in (sender_id, SERVICE_ACCOUNT_ID)
    if ttl_of(media) and (unfit or not alone):
        raise errors.TtlMediaInvalid


def ttl_of(media: Media | None) -> int:
    """After how many seconds media go that were opened; 0 for all that stay or are gone."""
    return media.ttl_seconds if isinstance(media, DocumentMedia | PhotoMedia) else 0


def is_kept_from_others(extras: Extras | None) -> bool:
    """Whether what a message shows is for its recipient alone: nobody passes it on."""
    media = extras.media if extras is not None else None
    return isinstance(media, GoneMedia) or ttl_of(media) > 0


def is_opened(extras: Extras | None) -> bool:
    """Whether clients show of a message if its recipient has looked at or listened to it."""
    media = extras.media if extras is not None else None
    if isinstance(media, DocumentMedia) and not media.ttl_seconds:
        return _is_spoken(media.document)
    return ttl_of(media) > 0


def gone(media: FileMedia) -> GoneMedia:
    """What is left of media once their time is over: what they were."""
    document = media.document if isinstance(media, DocumentMedia) else None
    kinds = {type(one): one for one in document.attributes} if document is not None else {}
    video, audio = kinds.get(Video), kinds.get(Audio)
    return GoneMedia(
        photo=document is None,
        video=isinstance(video, Video),
        round=isinstance(video, Video) and video.round,
        voice=isinstance(audio, Audio) and audio.voice,
        ttl_seconds=media.ttl_seconds,
    )


def _is_played(document: Document) -> bool:
    return _is_spoken(document) or any(isinstance(one, Video) for one in document.attributes)


def _is_spoken(document: Document) -> bool:
    return any(
        (isinstance(one, Audio) and one.voice) or (isinstance(one, Video) and one.round)
        for one in document.attributes
    )
