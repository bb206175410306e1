"""Which file a location means, with the proof that the caller may fetch it.

https://core.telegram.org/api/files#downloading-files
"""

import asyncio

import msgspec

from heliograph.catalogues.builtin_files import TGS, BuiltinFile, builtin_files
from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat
from heliograph.domain.files import AnyFile, Document, EncryptedFile, Photo, PhotoSize
from heliograph.domain.people import Seen, shown_photo_of
from heliograph.domain.permissions import Role
from heliograph.domain.profile_photos import SMALL, ShownPhoto
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer
from heliograph.tl import types
from heliograph.views.builtin_files import PREVIEW


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What lies at a location: the content of a blob, or one that is at hand; `date` Unix s.

    `size` in bytes is that of what people sent.
    """

    mime_type: str
    date: int = 0
    sha256: bytes = b""
    content: bytes = b""
    size: int | None = None


async def located(context: Context, location: types.TypeInputFileLocation) -> Found:
    """What the caller means. LOCATION_INVALID, or what is wrong with the reference."""
    match location:
        case types.InputDocumentFileLocation():
            return await _document(context, location)
        case types.InputPhotoFileLocation():
            photo, withheld = await context.store.file_to(context.account_id, location.id)
            if not isinstance(photo, Photo):
                raise errors.LocationInvalid
            _check_shown(context, photo, location, withheld=withheld)
            return _size(photo, photo.sizes, location.thumb_size)
        case types.InputPeerPhotoFileLocation():
            return await _peer_photo(context, location)
        case types.InputTakeoutFileLocation():
            # What Desktop writes as other data: nothing here has no call of its own.
            raise errors.TakeoutFileEmpty
        case types.InputEncryptedFileLocation():
            sealed = await context.store.file(location.id)
            if not isinstance(sealed, EncryptedFile) or not sealed.has_hash(location.access_hash):
                raise errors.LocationInvalid
            return Found(mime_type="", date=sealed.date, sha256=sealed.sha256)
    raise errors.LocationInvalid


async def _document(context: Context, location: types.InputDocumentFileLocation) -> Found:
    """One that somebody sent, or else one that the server has of its own."""
    document, withheld = await context.store.file_to(context.account_id, location.id)
    if document is None:
        # Made at the first need, which takes a while.
        builtin = (await asyncio.to_thread(builtin_files)).get(location.id)
        if builtin is None:
            raise errors.LocationInvalid
        return _builtin(builtin, location)
    if not isinstance(document, Document):
        raise errors.LocationInvalid
    _check_shown(context, document, location, withheld=withheld)
    if location.thumb_size:
        return _size(document, document.thumbs, location.thumb_size)
    return Found(
        mime_type=document.mime_type,
        date=document.date,
        sha256=document.sha256,
        size=document.size,
    )


async def _peer_photo(context: Context, location: types.InputPeerPhotoFileLocation) -> Found:
    """The photo beside a name, for whom it is shown to: its id is proof of no more than that."""
    peer_id = await dialog_peer(context, location.peer)
    shown = None
    for one in await context.store.shown(context.account_id, [peer_id]):
        shown = shown_photo_of(one) if isinstance(one, Seen) else _of_chat(one)
    if shown is None or shown.photo_id != location.photo_id:
        raise errors.LocationInvalid
    photo = await context.store.file(shown.photo_id)
    if not isinstance(photo, Photo):
        raise errors.LocationInvalid
    # A small photo of somebody has no large size, and one that was sent before a group showed it
    # has no square ones.
    sizes = sorted((size for size in photo.sizes if size.width), key=lambda size: size.width)
    square = next((size for size in sizes if size.type == SMALL), sizes[0])
    return _size(photo, photo.sizes, (sizes[-1] if location.big else square).type)


def _of_chat(seen: SeenChat | SeenChannel) -> ShownPhoto | None:
    """The photo beside a group's name, for who is or was in it, or may look into the channel."""
    if isinstance(seen, SeenChannel):
        return seen.channel.photo if seen.readable else None
    return None if seen.role in (Role.STRANGER, Role.REMOVED) else seen.chat.photo


def _check_shown(
    context: Context,
    file: AnyFile,
    location: types.InputDocumentFileLocation | types.InputPhotoFileLocation,
    *,
    withheld: bool,
) -> None:
    """LOCATION_INVALID for another hash than the file's, or what is wrong with the reference.

    FILE_REFERENCE_EXPIRED for what is withheld: clients look at the message anew, and are shown
    then what stands in its place.
    """
    if not file.has_hash(location.access_hash):
        raise errors.LocationInvalid
    context.access.files.check(context.account_id, file, location.file_reference)
    if withheld:
        raise errors.FileReferenceExpired


def _size(file: AnyFile, sizes: tuple[PhotoSize, ...], wanted: str) -> Found:
    """One size of a picture by its letter; those that go along in messages have no place."""
    for size in sizes:
        if size.type == wanted and (size.sha256 or size.width):
            return Found(
                mime_type="image/jpeg",
                date=file.date,
                sha256=size.sha256,
                content=size.content,
                size=size.size,
            )
    raise errors.LocationInvalid


def _builtin(file: BuiltinFile, location: types.InputDocumentFileLocation) -> Found:
    if file.access_hash != location.access_hash:
        raise errors.LocationInvalid
    if not location.thumb_size:
        # Animations are no picture that a client could show by itself.
        return Found(
            mime_type="" if file.mime_type == TGS else file.mime_type, content=file.content
        )
    if location.thumb_size != PREVIEW or not file.preview:
        raise errors.LocationInvalid
    return Found(mime_type="image/webp", content=file.preview)
