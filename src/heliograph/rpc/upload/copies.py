"""What clients ask of servers that hold copies of files: there are none.

A client that is told so goes on with upload.getFile.

https://core.telegram.org/cdn
"""

from typing import NoReturn

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("upload.getCdnFile", subscribes=False)
async def get_cdn_file(
    context: Context, query: functions.upload.GetCdnFile
) -> types.upload.TypeCdnFile:
    """https://core.telegram.org/method/upload.getCdnFile"""
    _refuse()


@method("upload.getCdnFileHashes", subscribes=False)
async def get_cdn_file_hashes(
    context: Context, query: functions.upload.GetCdnFileHashes
) -> list[types.FileHash]:
    """https://core.telegram.org/method/upload.getCdnFileHashes"""
    _refuse()


@method("upload.reuploadCdnFile", subscribes=False)
async def reupload_cdn_file(
    context: Context, query: functions.upload.ReuploadCdnFile
) -> list[types.FileHash]:
    """https://core.telegram.org/method/upload.reuploadCdnFile"""
    _refuse()


def _refuse() -> NoReturn:
    raise errors.FileTokenInvalid
