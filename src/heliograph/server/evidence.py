"""Copying what was reported into the evidence, byte for byte, sealed under a key of its own."""

import asyncio

from heliograph.actions.app import App
from heliograph.actions.blobs import keep_bytes
from heliograph.actions.files import draw_ids
from heliograph.domain.files import EncryptedFile
from heliograph.ports.blobs import BlobMissing
from heliograph.safety.evidence import ToCopy
from heliograph.safety.store import SafetyStore
from heliograph.server.repeating import repeat

_AT_ONCE = 20
_PIECE_BYTES = 1 << 20
_EVERY_S = 5


async def copy_evidence(app: App, store: SafetyStore, *, bytes_max: int) -> int:
    """Copy files that wait, at most a few; gives how many there were.

    Until then nothing removes them. If the process dies in between, the copy that nothing knows of
    goes by itself, and another is made.
    """
    waiting = await store.evidence_to_copy(at_most=_AT_ONCE)
    for one in waiting:
        if one.size > bytes_max:
            await store.leave_uncopied(one.id)
            continue
        if await store.share_copy(one.id):
            # What was passed on a thousand times is reported as often, and kept once.
            continue
        try:
            content = await _read(app, one)
        except BlobMissing:
            await store.leave_uncopied(one.id)
            continue
        sealed = await asyncio.to_thread(store.seal_file, one.id, content)
        file_id, access_hash = draw_ids(app)
        copy = EncryptedFile(
            id=file_id,
            access_hash=access_hash,
            date=app.clock.now(),
            size=len(sealed),
            sha256=await keep_bytes(app, sealed),
            # What it opens under, for all that it comes to stand for.
            key_fingerprint=one.id,
        )
        await store.keep_copy(one.id, copy)
    return len(waiting)


async def _read(app: App, one: ToCopy) -> bytes:
    content = bytearray()
    while len(content) < one.size:
        offset = len(content)
        limit = min(_PIECE_BYTES, one.size - offset)
        piece = await app.blobs.read(one.sha256, offset=offset, limit=limit)
        if not piece:
            raise BlobMissing(one.sha256)
        content += piece
    return bytes(content)


async def keep_evidence(app: App, store: SafetyStore, *, bytes_max: int) -> None:
    """Copy what was reported within seconds. Never ends."""

    async def work() -> None:
        while await copy_evidence(app, store, bytes_max=bytes_max):
            pass

    # What is not copied now is held until it is.
    await repeat(work, "Copying evidence", every_s=_EVERY_S, at_once=True)
