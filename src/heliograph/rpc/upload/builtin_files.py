"""The files that come with the server."""

import asyncio

from heliograph.catalogues.builtin_files import TGS, BuiltinFile, builtin_files
from heliograph.domain import errors
from heliograph.domain.file_ranges import check_range
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.builtin_files import PREVIEW


@method("upload.getFile", subscribes=False)
async def get_file(context: Context, query: functions.upload.GetFile) -> types.upload.TypeFile:
    """Part of a file; less than asked for at its end, nothing behind it.

    https://core.telegram.org/method/upload.getFile
    """
    found = await _file(query.location)
    preview = _wants_preview(found, query.location)
    check_range(query.offset, query.limit, precise=query.precise)
    content = found.preview if preview else found.content
    animated = found.mime_type == TGS and not preview
    return types.upload.File(
        type=types.storage.FileUnknown() if animated else types.storage.FileWebp(),
        mtime=0,
        bytes=content[query.offset : query.offset + query.limit],
    )


async def _file(location: types.TypeInputFileLocation) -> BuiltinFile:
    if not isinstance(location, types.InputDocumentFileLocation):
        raise errors.LocationInvalid
    found = (await asyncio.to_thread(builtin_files)).get(location.id)
    if found is None or found.access_hash != location.access_hash:
        raise errors.LocationInvalid
    return found


def _wants_preview(found: BuiltinFile, location: types.TypeInputFileLocation) -> bool:
    size = getattr(location, "thumb_size", "")
    if size and (size != PREVIEW or not found.preview):
        raise errors.LocationInvalid
    return bool(size)
