"""Files that a request sends: uploaded ones, and those that somebody was shown before.

https://core.telegram.org/api/files
"""

from collections.abc import Sequence
from typing import TypeVar

from heliograph.actions.file_copies import photo_apart
from heliograph.actions.files import Uploaded, make_document, make_photo
from heliograph.domain import errors
from heliograph.domain.extras import DocumentMedia, PhotoMedia
from heliograph.domain.files import (
    Animated,
    Asked,
    Attribute,
    Audio,
    Document,
    Filename,
    HasStickers,
    ImageSize,
    Photo,
    Sticker,
    Video,
)
from heliograph.domain.fleeting import asked_ttl, check_ttl
from heliograph.rpc.context import Context
from heliograph.tl import types

_ATTRIBUTES_MAX = 20

Shown = TypeVar("Shown", Photo, Document)


async def uploaded_document(
    context: Context, media: types.InputMediaUploadedDocument
) -> DocumentMedia:
    """A file of what the caller has sent up. TTL_MEDIA_INVALID for one that is never opened."""
    # Before any work.
    check_ttl(media.ttl_seconds)
    asked = Asked(
        mime_type=media.mime_type,
        attributes=asked_attributes(media.attributes),
        force_file=media.force_file,
        nosound=media.nosound_video,
    )
    uploaded = asked_upload(media.file)
    thumb = None if media.thumb is None else asked_upload(media.thumb)
    document = await make_document(context.app, context.account_id, uploaded, asked, thumb=thumb)
    made = DocumentMedia(document=document, spoiler=media.spoiler)
    return asked_ttl(media.ttl_seconds, made)


async def uploaded_photo(context: Context, media: types.InputMediaUploadedPhoto) -> PhotoMedia:
    """A photo of what the caller has sent up; refusals as for `make_photo`."""
    check_ttl(media.ttl_seconds)
    photo = await make_photo(
        context.app,
        context.account_id,
        asked_upload(media.file),
        bytes_max=context.limits.photo_bytes_max,
        has_stickers=bool(media.stickers),
    )
    return asked_ttl(media.ttl_seconds, PhotoMedia(photo=photo, spoiler=media.spoiler))


async def uploaded_face(context: Context, file: types.TypeInputFile) -> Photo:
    """What somebody or a group is to look like, of what the caller has sent up; in square sizes.

    It has a file of its own where the same upload was sent to be seen once. Refusals as for
    `make_photo`.
    """
    photo = await make_photo(
        context.app,
        context.account_id,
        asked_upload(file),
        bytes_max=context.limits.photo_bytes_max,
        of_person=True,
    )
    return await photo_apart(context.app, context.account_id, photo)


async def known_photo(context: Context, media: types.InputMediaPhoto) -> PhotoMedia:
    """A photo that the caller was shown. MEDIA_INVALID, or what is wrong with the reference."""
    photo = await shown_photo(context, media.id)
    return asked_ttl(media.ttl_seconds, PhotoMedia(photo=photo, spoiler=media.spoiler))


async def shown_photo(context: Context, asked: types.TypeInputPhoto) -> Photo:
    """The photo somebody names that they were shown; refusals as for `known_photo`."""
    if not isinstance(asked, types.InputPhoto):
        raise errors.MediaEmpty
    return await _shown(context, asked, Photo)


async def known_document(context: Context, media: types.InputMediaDocument) -> DocumentMedia:
    """A file that the caller was shown; as `known_photo`."""
    if not isinstance(media.id, types.InputDocument):
        raise errors.MediaEmpty
    document = await _shown(context, media.id, Document)
    return asked_ttl(media.ttl_seconds, DocumentMedia(document=document, spoiler=media.spoiler))


async def _shown(
    context: Context, asked: types.InputPhoto | types.InputDocument, kind: type[Shown]
) -> Shown:
    """A file of a kind, for who proves that it was shown to them."""
    file, withheld = await context.store.file_to(context.account_id, asked.id)
    if not isinstance(file, kind) or not file.has_hash(asked.access_hash):
        raise errors.MediaInvalid
    context.access.files.check(context.account_id, file, asked.file_reference, sent_on=True)
    if withheld:
        raise errors.FileReferenceExpired
    return file


def asked_upload(file: types.TypeInputFile) -> Uploaded:
    """Which upload a request means. FILE_ID_INVALID for what is none."""
    match file:
        case types.InputFile():
            return Uploaded(
                upload_id=file.id, parts=file.parts, name=file.name, md5=file.md5_checksum
            )
        case types.InputFileBig():
            return Uploaded(upload_id=file.id, parts=file.parts, name=file.name)
    raise errors.FileIdInvalid


def asked_attributes(
    attributes: Sequence[types.TypeDocumentAttribute],
) -> tuple[Attribute, ...]:
    """What a client says of its file, nothing of it believed yet."""
    found = (_attribute(one) for one in attributes[:_ATTRIBUTES_MAX])
    return tuple(one for one in found if one is not None)


def _attribute(attribute: types.TypeDocumentAttribute) -> Attribute | None:
    match attribute:
        case types.DocumentAttributeImageSize():
            return ImageSize(width=attribute.w, height=attribute.h)
        case types.DocumentAttributeAnimated():
            return Animated()
        case types.DocumentAttributeVideo():
            return Video(
                duration=attribute.duration,
                width=attribute.w,
                height=attribute.h,
                round=attribute.round_message,
                streaming=attribute.supports_streaming,
                nosound=attribute.nosound,
                preload_bytes=attribute.preload_prefix_size or 0,
                start_s=attribute.video_start_ts or 0.0,
                codec=attribute.video_codec or "",
            )
        case types.DocumentAttributeAudio():
            return Audio(
                duration=attribute.duration,
                voice=attribute.voice,
                title=attribute.title or "",
                performer=attribute.performer or "",
                waveform=attribute.waveform or b"",
            )
        case types.DocumentAttributeFilename():
            return Filename(name=attribute.file_name)
        case types.DocumentAttributeSticker():
            return Sticker(emoji=attribute.alt, mask=attribute.mask)
        case types.DocumentAttributeHasStickers():
            return HasStickers()
    return None
