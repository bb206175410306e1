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
                # It may have been let go since the page was read.
                if not await _is_held(app, blob):
                    continue
                verified = verified.with_missing(blob)
            elif size != blob.size or (contents and not await _is_whole(app, blob)):
                verified = verified.with_spoilt(blob)
            else:
                verified = verified.with_whole(blob)
    return verified


async def _is_held(app: App, blob: HeldBlob) -> bool:
    return blob in await app.store.held_blobs(after=_before(blob.sha256), limit=1)


def _before(sha256: bytes) -> bytes:
    """What is directly before a hash, so that it is the first after."""
    number = int.from_bytes(sha256, "big")
    return (number - 1).to_bytes(len(sha256), "big") if number else b""


async def _is_whole(app: App, blob: HeldBlob) -> bool:
    digest, offset = new_hash(), 0
    try:
        while chunk := await app.blobs.read(blob.sha256, offset=offset, limit=_READ_BYTES):
            await app.compute(partial(digest.update, chunk))
            offset += len(chunk)
    except (BlobMissing, BlobSpoilt):
        return not await _is_held(app, blob)
    return digest.digest() == blob.sha256
