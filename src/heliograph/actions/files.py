"""Making files of what was sent up.

The bytes come first and the record after them, so that a crash leaves only what goes by itself.
"""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.blobs import keep_blob
from heliograph.domain import errors
from heliograph.domain.files import (
    Asked,
    Document,
    EncryptedFile,
    Filename,
    bounded,
    clean_name,
)
from heliograph.ports.file_store import Made
from heliograph.ports.staging import Assembled

_ID_BITS = 62


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """An upload as its sender names it; `md5` in hexadecimal digits, "" for none."""

    upload_id: int
    parts: int
    name: str = ""
    md5: str = ""


async def make_document(app: App, owner_id: int, uploaded: Uploaded, asked: Asked) -> Document:
    """The document that an account makes of its upload, durable but shown nowhere yet.

    Asked for once more it is the same one, also when its parts are gone: clients repeat a request
    whose answer was lost. FILE_PART_x_MISSING, FILE_PARTS_INVALID, MD5_CHECKSUM_INVALID.
    """

    def make(whole: Assembled) -> Document:
        name = clean_name(uploaded.name)
        said = (*asked.attributes, Filename(name=name)) if name else asked.attributes
        known = bounded(replace(asked, attributes=said))
        file_id, access_hash = draw_ids(app)
        return Document(
            id=file_id,
            access_hash=access_hash,
            date=app.clock.now(),
            mime_type=known.mime_type,
            size=whole.size,
            sha256=whole.sha256,
            attributes=known.attributes,
        )

    return await _made(app, owner_id, uploaded, kind=Document, make=make)


async def make_encrypted(
    app: App, owner_id: int, uploaded: Uploaded, *, key_fingerprint: int
) -> EncryptedFile:
    """As `make_document`, for bytes that only two devices can read."""

    def make(whole: Assembled) -> EncryptedFile:
        file_id, access_hash = draw_ids(app)
        return EncryptedFile(
            id=file_id,
            access_hash=access_hash,
            date=app.clock.now(),
            size=whole.size,
            sha256=whole.sha256,
            key_fingerprint=key_fingerprint,
        )

    return await _made(app, owner_id, uploaded, kind=EncryptedFile, make=make)


async def _made(
    app: App,
    owner_id: int,
    uploaded: Uploaded,
    *,
    kind: type[Made],
    make: Callable[[Assembled], Made],
) -> Made:
    """A file of the whole upload, or the one that was made of it before."""
    upload_id = uploaded.upload_id
    try:
        async with app.staging.assembled(
            owner_id, upload_id, parts=uploaded.parts, md5=uploaded.md5
        ) as whole:
            file = make(whole)
            await keep_blob(app, whole.path, sha256=whole.sha256, size=whole.size)
            return await app.store.add_file(file, owner_id=owner_id, upload_id=upload_id)
    except errors.FilePartMissing:
        before = await app.store.file_of_upload(owner_id, upload_id)
        if not isinstance(before, kind):
            raise
        return before


def draw_ids(app: App) -> tuple[int, int]:
    """An id nobody can guess, and the hash that proves that somebody was shown it."""
    number = int.from_bytes(app.random.token(8), "little") >> (64 - _ID_BITS)
    return number + 1, int.from_bytes(app.random.token(8), "little", signed=True)


async def free_unheld_files(app: App, *, grace_s: int, at_most: int = 1_000) -> int:
    """Drop files that nobody has shown for so long; gives how many went."""
    before = app.clock.now() - grace_s
    return await app.store.free_files(unheld_before=before, at_most=at_most)
