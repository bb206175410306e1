"""Keeping content, and removing what no file is made of any more.

A row is there before the bytes and goes after them, so that at whatever moment the process dies
the store knows of every byte that lies there.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256 as hash_of
from pathlib import Path

from heliograph.actions.app import App
from heliograph.domain.errors import WorkerBusy

_DAY_S = 86_400
_RETRY_S = 0.1
_RETRIES = 100
"""Ten seconds: a batch of deletions takes well under one, unless the disk is in trouble."""

AT_ONCE = 1_000
"""Blobs that one step removes, asks for or lists: what the ports allow."""


async def keep_blob(app: App, source: Path, *, sha256: bytes, size: int) -> None:
    """Take a finished file in, whose content has that hash; it is gone then.

    Durable when it returns. What no file is made of within the grace period goes again. Raises
    WORKER_BUSY_TOO_LONG_RETRY if the same content is being removed and that takes too long.
    """
    await _expect(app, sha256, size)
    await app.blobs.put(source, sha256=sha256)


async def keep_bytes(app: App, content: bytes) -> bytes:
    """As `keep_blob`, for small content in memory; gives its SHA-256."""
    sha256 = hash_of(content).digest()
    await _expect(app, sha256, len(content))
    await app.blobs.put_bytes(content, sha256=sha256)
    return sha256


async def _expect(app: App, sha256: bytes, size: int) -> None:
    for _ in range(_RETRIES):
        if await app.store.expect_blob(sha256, size=size, date=app.clock.now()):
            return
        # It is being removed just now: what was put before that is done would go with it.
        await app.pause(_RETRY_S)
    raise WorkerBusy


async def remove_unheld_blobs(app: App, *, grace_s: int) -> int:
    """Remove a batch of blobs that no file is made of; gives how many went, 0 when none is left.

    Begins with what a killed process had begun to remove.
    """
    before = app.clock.now() - grace_s
    async with app.removing_blobs:
        doomed = await app.store.doom_blobs(expected_before=before, at_most=AT_ONCE)
        await _remove(app, doomed)
    return len(doomed)


async def drop_old_contents(app: App, keep_days: Mapping[int, int]) -> int:
    """Let the content of files go that are older than their kind (`File.kind`) is kept; it is
    removed with what nothing holds. Gives how many files that were."""
    dropped = 0
    for kind, days in keep_days.items():
        before = app.clock.now() - days * _DAY_S
        while more := await app.store.drop_contents(kind, made_before=before, at_most=AT_ONCE):
            dropped += more
    return dropped


async def remove_unknown_blobs(app: App, *, changed_before: int) -> int:
    """Remove all that lies there without the store knowing of it, as after a restore of an older
    database, if it came before a date of the machine's clock (Unix s); gives how many went."""
    removed = 0
    batch: list[bytes] = []
    async for entry in app.blobs.entries():
        if entry.changed < changed_before:
            batch.append(entry.sha256)
        if len(batch) == AT_ONCE:
            removed += await _remove_unknown(app, batch)
            batch = []
    return removed + await _remove_unknown(app, batch)


async def _remove_unknown(app: App, sha256s: Sequence[bytes]) -> int:
    async with app.removing_blobs:
        doomed = await app.store.doom_unknown_blobs(sha256s)
        await _remove(app, doomed)
    return len(doomed)


async def _remove(app: App, doomed: Sequence[bytes]) -> None:
    if doomed:
        await app.blobs.delete(doomed)
        await app.store.forget_blobs(doomed)
