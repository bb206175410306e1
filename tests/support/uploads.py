"""Sending files up and fetching them, as a signed-in client does it."""

import hashlib
import itertools
from typing import Any

from heliograph.tl import functions, types
from support.talk import Talker

PART_BYTES = 4096

_upload_ids = itertools.count(7)


async def upload(
    talker: Talker,
    content: bytes,
    *,
    name: str = "notes.txt",
    upload_id: int | None = None,
    md5: str | None = None,
) -> types.InputFile:
    """A small file in parts of 4 KiB; what it is sent by."""
    upload_id = next(_upload_ids) if upload_id is None else upload_id
    parts = [content[start : start + PART_BYTES] for start in range(0, len(content), PART_BYTES)]
    for number, part in enumerate(parts):
        await talker(functions.upload.SaveFilePart(file_id=upload_id, file_part=number, bytes=part))
    if md5 is None:
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return types.InputFile(id=upload_id, parts=len(parts), name=name, md5_checksum=md5)


def document(file: types.TypeInputFile, **fields: Any) -> types.InputMediaUploadedDocument:
    said = {"mime_type": "text/plain", "attributes": [], **fields}
    return types.InputMediaUploadedDocument(file=file, **said)


def known(shown: types.Document, **fields: Any) -> types.InputMediaDocument:
    """A document that was shown, to be sent on."""
    values = {
        "id": shown.id,
        "access_hash": shown.access_hash,
        "file_reference": shown.file_reference,
        **fields,
    }
    return types.InputMediaDocument(id=types.InputDocument(**values))


def place(shown: types.Document, **fields: Any) -> types.InputDocumentFileLocation:
    """Where a document that was shown lies."""
    values = {
        "id": shown.id,
        "access_hash": shown.access_hash,
        "file_reference": shown.file_reference,
        "thumb_size": "",
        **fields,
    }
    return types.InputDocumentFileLocation(**values)


async def fetch(talker: Talker, where: Any, *, limit: int = 4096) -> bytes:
    """The whole of what lies at a place, range by range."""
    content = b""
    while True:
        query = functions.upload.GetFile(location=where, offset=len(content), limit=limit)
        part = (await talker(query)).bytes
        content += part
        if len(part) < limit:
            return content
