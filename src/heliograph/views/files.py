"""Files as messages show them to one viewer, each with the reference it is fetched by.

https://core.telegram.org/api/files
"""

from heliograph.domain.access import AccessHasher
from heliograph.domain.extras import DocumentMedia, GoneMedia, PhotoMedia
from heliograph.domain.files import (
    STRIPPED,
    Animated,
    Attribute,
    Audio,
    Document,
    Filename,
    HasStickers,
    ImageSize,
    Photo,
    PhotoSize,
    Sticker,
    Video,
)
from heliograph.tl import types

FILES_DC = 2
"""The home of all files; clients of other data centres come here for them."""


def file_media(
    record: DocumentMedia | PhotoMedia | GoneMedia,
    *,
    viewer_id: int,
    access: AccessHasher,
    own: bool,
) -> types.MessageMediaPhoto | types.MessageMediaDocument:
    """A file, or what is left of one; see `views.extras.media`."""
    match record:
        case GoneMedia():
            return gone_media(record)
        case PhotoMedia():
            return photo_media(record, viewer_id=viewer_id, access=access, own=own)
    return document_media(record, viewer_id=viewer_id, access=access, own=own)


def document_media(
    record: DocumentMedia, *, viewer_id: int, access: AccessHasher, own: bool = False
) -> types.MessageMediaDocument:
    """https://core.telegram.org/constructor/messageMediaDocument"""
    video = next((one for one in record.document.attributes if isinstance(one, Video)), None)
    audio = next((one for one in record.document.attributes if isinstance(one, Audio)), None)
    return types.MessageMediaDocument(
        spoiler=record.spoiler,
        video=video is not None,
        round=video is not None and video.round,
        voice=audio is not None and audio.voice,
        document=document(
            record.document,
            viewer_id=viewer_id,
            access=access,
            sent_on=own or not record.ttl_seconds,
        ),
        ttl_seconds=record.ttl_seconds or None,
    )


def photo_media(
    record: PhotoMedia, *, viewer_id: int, access: AccessHasher, own: bool = False
) -> types.MessageMediaPhoto:
    """https://core.telegram.org/constructor/messageMediaPhoto"""
    sent_on = own or not record.ttl_seconds
    return types.MessageMediaPhoto(
        spoiler=record.spoiler,
        photo=photo(record.photo, viewer_id=viewer_id, access=access, sent_on=sent_on),
        ttl_seconds=record.ttl_seconds or None,
    )


def gone_media(
    record: GoneMedia,
) -> types.MessageMediaPhoto | types.MessageMediaDocument:
    """What clients show in the place of media that were seen: no file, but what it was.

    https://core.telegram.org/constructor/messageMediaPhoto
    """
    if record.photo:
        return types.MessageMediaPhoto(ttl_seconds=record.ttl_seconds)
    return types.MessageMediaDocument(
        video=record.video,
        round=record.round,
        voice=record.voice,
        ttl_seconds=record.ttl_seconds,
    )


def document(
    record: Document, *, viewer_id: int, access: AccessHasher, sent_on: bool = True
) -> types.Document:
    """https://core.telegram.org/constructor/document"""
    return types.Document(
        id=record.id,
        access_hash=record.access_hash,
        file_reference=access.files.issue(viewer_id, record, sent_on=sent_on),
        date=record.date,
        mime_type=record.mime_type,
        size=record.size,
        thumbs=[photo_size(one) for one in record.thumbs] or None,
        dc_id=FILES_DC,
        attributes=[attribute(one) for one in record.attributes],
    )


def photo(
    record: Photo, *, viewer_id: int, access: AccessHasher, sent_on: bool = True
) -> types.Photo:
    """https://core.telegram.org/constructor/photo"""
    return types.Photo(
        has_stickers=record.has_stickers,
        id=record.id,
        access_hash=record.access_hash,
        file_reference=access.files.issue(viewer_id, record, sent_on=sent_on),
        date=record.date,
        sizes=[photo_size(one) for one in record.sizes],
        dc_id=FILES_DC,
    )


def photo_size(record: PhotoSize) -> types.TypePhotoSize:
    """https://core.telegram.org/type/PhotoSize"""
    if record.type == STRIPPED:
        return types.PhotoStrippedSize(type=STRIPPED, bytes=record.content)
    if record.type == "j":
        return types.PhotoPathSize(type="j", bytes=record.content)
    if record.content:
        return types.PhotoCachedSize(
            type=record.type, w=record.width, h=record.height, bytes=record.content
        )
    if record.progressive:
        sizes = list(record.progressive)
        return types.PhotoSizeProgressive(
            type=record.type, w=record.width, h=record.height, sizes=sizes
        )
    return types.PhotoSize(type=record.type, w=record.width, h=record.height, size=record.size)


def attribute(record: Attribute) -> types.TypeDocumentAttribute:
    """https://core.telegram.org/type/DocumentAttribute"""
    match record:
        case ImageSize():
            return types.DocumentAttributeImageSize(w=record.width, h=record.height)
        case Animated():
            return types.DocumentAttributeAnimated()
        case Video():
            return types.DocumentAttributeVideo(
                round_message=record.round,
                supports_streaming=record.streaming,
                nosound=record.nosound,
                duration=record.duration,
                w=record.width,
                h=record.height,
                preload_prefix_size=record.preload_bytes or None,
                video_start_ts=record.start_s or None,
                video_codec=record.codec or None,
            )
        case Audio():
            return types.DocumentAttributeAudio(
                voice=record.voice,
                duration=record.duration,
                title=record.title or None,
                performer=record.performer or None,
                waveform=record.waveform or None,
            )
        case Filename():
            return types.DocumentAttributeFilename(file_name=record.name)
        case Sticker():
            return types.DocumentAttributeSticker(
                mask=record.mask, alt=record.emoji, stickerset=types.InputStickerSetEmpty()
            )
        case HasStickers():
            return types.DocumentAttributeHasStickers()
