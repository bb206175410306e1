"""Sending files up, part by part.

https://core.telegram.org/api/files#uploading-files
"""

from heliograph.domain import errors
from heliograph.domain.uploads import Part
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions


@method("upload.saveFilePart", subscribes=False)
async def save_file_part(context: Context, query: functions.upload.SaveFilePart) -> bool:
    """https://core.telegram.org/method/upload.saveFilePart"""
    part = Part(
        owner_id=context.account_id,
        upload_id=query.file_id,
        number=query.file_part,
        content=query.bytes,
    )
    await context.app.staging.keep_part(part, now=context.clock.now())
    return True


@method("upload.saveBigFilePart", subscribes=False)
async def save_big_file_part(context: Context, query: functions.upload.SaveBigFilePart) -> bool:
    """As `save_file_part`, with the number of parts, or -1 while that is not known.

    https://core.telegram.org/method/upload.saveBigFilePart
    """
    if not query.file_total_parts:
        raise errors.FilePartsInvalid
    part = Part(
        owner_id=context.account_id,
        upload_id=query.file_id,
        number=query.file_part,
        content=query.bytes,
        total=query.file_total_parts,
    )
    await context.app.staging.keep_part(part, now=context.clock.now())
    return True
