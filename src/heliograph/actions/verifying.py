"""Comparing what the store says of blobs with what lies there."""

from functools import partial
from hashlib import sha256 as new_hash

from heliograph.actions.app import App
from heliograph.actions.blobs import AT_ONCE
from heliograph.domain.blobs import HeldBlob, Verified
from heliograph.ports.blobs import BlobMissing, BlobSpoilt

_READ_BYTES = 1 << 20


async def verify_blobs(app: App, *, contents: bool) -> Verified:
    """Look whether every blob that a file is made of is there and as long as it should be.

    With `contents` each is read and hashed as well. Flat in memory, however many there are.
    """
    verified, after = Verified(), b""
    while page := await app.store.held_blobs(after=after, limit=AT_ONCE):
        after = page[-1].sha256
        sizes = await app.blobs.sizes([blob.sha256 for blob in page])
        for blob, size in zip(page, sizes, strict=True):
            if size is None:
                found = verified.with_missing(blob)
            elif size != blob.size or (contents and not await _is_whole(app, blob)):
                found = verified.with_spoilt(blob)
            else:
                verified = verified.with_whole(blob)
                continue
            # It may have been let go since the page was read.
            if await _is_held(app, blob):
                verified = found
    return verified


async def _is_held(app: App, blob: HeldBlob) -> bool:
    # What a hash begins with stands directly before it: no two are alike in 31 bytes.
    return blob in await app.store.held_blobs(after=blob.sha256[:-1], limit=1)


async def _is_whole(app: App, blob: HeldBlob) -> bool:
    digest, offset = new_hash(), 0
    try:
        while chunk := await app.blobs.read(blob.sha256, offset=offset, limit=_READ_BYTES):
            await app.compute(partial(digest.update, chunk))
            offset += len(chunk)
    except (BlobMissing, BlobSpoilt):
        return False
    return digest.digest() == blob.sha256
