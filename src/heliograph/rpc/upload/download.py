"""Fetching files, range by range.

https://core.telegram.org/api/files#downloading-files
"""

import asyncio
from collections.abc import Callable, Mapping
from hashlib import sha256 as hash_of

from heliograph.domain import errors
from heliograph.domain.file_ranges import check_range
from heliograph.ports.blobs import BlobMissing
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.rpc.upload.locations import Found, located
from heliograph.tl import functions, types

HASHED_BYTES = 128 * 1024
_HASHED_AT_ONCE = 1 << 20
_WEBP = b"RIFF"
"""As small pictures of stickers begin, which are called JPEGs otherwise."""

_TYPES: Mapping[str, Callable[[], types.storage.TypeFileType]] = {
    "image/jpeg": types.storage.FileJpeg,
    "image/gif": types.storage.FileGif,
    "image/png": types.storage.FilePng,
    "image/webp": types.storage.FileWebp,
    "application/pdf": types.storage.FilePdf,
    "audio/mpeg": types.storage.FileMp3,
    "video/quicktime": types.storage.FileMov,
    "video/mp4": types.storage.FileMp4,
}


@method("upload.getFile", subscribes=False)
async def get_file(context: Context, query: functions.upload.GetFile) -> types.upload.TypeFile:
    """Part of a file; less than asked for at its end, nothing behind it.

    https://core.telegram.org/method/upload.getFile
    """
    found = await located(context, query.location)
    if context.takeout is not None:
        context.takeout.check_file(found.size)
    check_range(query.offset, query.limit, precise=query.precise)
    content = await _read(context, found, offset=query.offset, limit=query.limit)
    mime_type = found.mime_type
    if mime_type == "image/jpeg" and not query.offset and content.startswith(_WEBP):
        mime_type = "image/webp"
    kind = _TYPES.get(mime_type, types.storage.FileUnknown)
    return types.upload.File(type=kind(), mtime=found.date, bytes=content)


@method("upload.getFileHashes", subscribes=False)
async def get_file_hashes(
    context: Context, query: functions.upload.GetFileHashes
) -> list[types.FileHash]:
    """The SHA-256 of some of the 128 KiB from an offset on; none behind the file's end.

    https://core.telegram.org/method/upload.getFileHashes
    """
    found = await located(context, query.location)
    if query.offset < 0:
        raise errors.OffsetInvalid
    begin = query.offset - query.offset % HASHED_BYTES
    content = await _read(context, found, offset=begin, limit=_HASHED_AT_ONCE)
    if query.offset >= begin + len(content):
        # Whoever asks from the end on of what they were given is done.
        return []
    pieces = [
        content[start : start + HASHED_BYTES] for start in range(0, len(content), HASHED_BYTES)
    ]
    hashes = await asyncio.to_thread(lambda: [hash_of(piece).digest() for piece in pieces])
    return [
        types.FileHash(offset=begin + number * HASHED_BYTES, limit=len(piece), hash=digest)
        for number, (piece, digest) in enumerate(zip(pieces, hashes, strict=True))
    ]


@method("upload.getWebFile", subscribes=False)
async def get_web_file(
    context: Context, query: functions.upload.GetWebFile
) -> types.upload.WebFile:
    """Nothing on the web is fetched for anybody.

    https://core.telegram.org/method/upload.getWebFile
    """
    raise errors.LocationInvalid


async def _read(context: Context, found: Found, *, offset: int, limit: int) -> bytes:
    if found.sha256:
        try:
            return await context.app.blobs.read(found.sha256, offset=offset, limit=limit)
        except BlobMissing:
            # The operator keeps no files that old, or the disk lost it: asking again is no use.
            raise errors.FileIdInvalid from None
    return found.content[offset : offset + limit]
