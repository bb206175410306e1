"""Waiting uploads in one folder: bounded per account, written by threads of their own."""

import asyncio
import os
import re
import shutil
from collections import Counter, OrderedDict, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from heliograph.domain.errors import (
    FilePartMissing,
    FilePartsInvalid,
    Md5ChecksumInvalid,
    Wait,
    WorkerBusy,
)
from heliograph.domain.uploads import Part, UploadLimits, check_part
from heliograph.ports.staging import Assembled
from heliograph.storage.staging.journal import DATA, PARTS, Upload
from heliograph.telemetry.logs import get_logger
from heliograph.threads import BackgroundThreads

Result = TypeVar("Result")
Key = tuple[int, int]

FREE_BYTES_MIN = 1 << 30
"""Left free on the disk: a database that cannot write ends the process."""

THREADS = 4
LOADED_MAX = 256
LOADED_PARTS_MAX = 200_000
"""Uploads whose parts are known in memory, 150 bytes for each, 4,000 of a file of 2 GB; others are
read again."""

_HASHED_AT_ONCE = 16
_COMPARED_BYTES_MAX = 32 << 20
"""Clients send an MD5 along with files of up to 10 MB; that of more would hold up a thread."""

_STALE_S = 600
"""An upload of which nothing came for so long makes room for others."""
_RETRY_S = 60

_NAME = re.compile(rf"(\d+)-([0-9a-f]{{16}})({re.escape(DATA)}|{re.escape(PARTS)})")
_MASK = (1 << 64) - 1

log = get_logger(__name__)


class _Entry:
    """An upload that waits, and who works at it. `upload` is None until its parts are needed,
    `parts` how many of them are counted as known."""

    __slots__ = ("changed", "lock", "parts", "size_bytes", "upload")

    def __init__(self, *, changed: int, size_bytes: int = 0) -> None:
        self.changed = changed
        self.size_bytes = size_bytes
        self.parts = 0
        self.upload: Upload | None = None
        self.lock = asyncio.Lock()


class LocalStaging:
    """Implements `ports.staging.Staging`."""

    def __init__(
        self, folder: Path, limits: UploadLimits, *, free_bytes_min: int = FREE_BYTES_MIN
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._free_bytes_min = free_bytes_min
        self._threads = BackgroundThreads("staging", THREADS)
        self._entries: dict[Key, _Entry] = _found(folder)
        self._waiting: Counter[int] = Counter()
        self._own: defaultdict[int, set[Key]] = defaultdict(set)
        for key, entry in self._entries.items():
            self._waiting[key[0]] += entry.size_bytes
            self._own[key[0]].add(key)
        self._loaded: OrderedDict[Key, _Entry] = OrderedDict()
        self._loaded_parts = 0

    async def keep_part(self, part: Part, *, now: int) -> None:
        """See `ports.staging.Staging`."""
        check_part(part, self._limits)
        key = (part.owner_id, part.upload_id)
        filled = self._waiting[part.owner_id] + len(part.content) > self._limits.size_bytes
        if filled or key not in self._entries:
            await self._make_room(key, now=now)
        kept = False
        while not kept:
            entry = self._entries.setdefault(key, _Entry(changed=now))
            self._own[part.owner_id].add(key)
            async with entry.lock:
                # Whoever held it before may have made a file of it.
                if self._entries.get(key) is entry:
                    await self._keep_in(entry, part, now=now)
                    kept = True

    @asynccontextmanager
    async def assembled(
        self, owner_id: int, upload_id: int, *, parts: int, md5: str = "", waits: bool = True
    ) -> AsyncIterator[Assembled]:
        """See `ports.staging.Staging`."""
        key = (owner_id, upload_id)
        entry = self._entries.get(key)
        if entry is None or (entry.lock.locked() and not waits):
            raise FilePartMissing(0)
        async with entry.lock:
            if self._entries.get(key) is not entry:
                raise FilePartMissing(0)
            upload = await self._upload(key, entry)
            _check_whole(upload, parts)
            hashing = partial(upload.hash_some, until=parts, at_most=_HASHED_AT_ONCE)
            while not await self._compute(hashing):
                pass
            compared = md5 and upload.size_bytes <= _COMPARED_BYTES_MAX
            if compared and await self._compute(upload.md5) != md5.lower():
                raise Md5ChecksumInvalid
            size, sha256 = await self._run(upload.finish)
            whole = False
            try:
                yield Assembled(path=upload.data, size=size, sha256=sha256)
                whole = True
            finally:
                # Whoever took the bytes and then failed has left nothing to try again with.
                if whole or not await self._run(upload.data.exists):
                    await self._drop(key, upload)

    async def sweep(self, *, before: int) -> int:
        """See `ports.staging.Staging`."""
        stale = [key for key, entry in self._entries.items() if entry.changed < before]
        return sum([await self._forget(key) for key in stale])

    async def close(self) -> None:
        """See `ports.staging.Staging`."""
        await self._threads.close()

    # --- the event loop's side -----------------------------------------------------------

    async def _keep_in(self, entry: _Entry, part: Part, *, now: int) -> None:
        upload = await self._upload((part.owner_id, part.upload_id), entry)
        try:
            await self._compute(partial(self._keep, upload, part))
            if upload.is_sync_due:
                await self._run(upload.sync)
        finally:
            self._waiting[part.owner_id] += upload.size_bytes - entry.size_bytes
            entry.size_bytes = upload.size_bytes
            entry.changed = now
            self._count_parts(entry)

    async def _run(self, work: Callable[[], Result]) -> Result:
        """What waits for the disk."""
        return await _done(self._threads.begin(work))

    async def _compute(self, work: Callable[[], Result]) -> Result:
        """What reads or writes what the system has in memory, and hashes it."""
        return await _done(self._threads.begin_computing(work))

    async def _upload(self, key: Key, entry: _Entry) -> Upload:
        """The parts of an upload; those longest unused are forgotten, and read again."""
        if entry.upload is None:
            upload = Upload(self._stem(key))
            await self._run(upload.load)
            entry.upload = upload
        upload = entry.upload
        self._loaded[key] = entry
        self._loaded.move_to_end(key)
        self._count_parts(entry)
        while len(self._loaded) > LOADED_MAX or self._has_too_many_parts:
            _, oldest = self._loaded.popitem(last=False)
            self._unload(oldest)
        return upload

    @property
    def _has_too_many_parts(self) -> bool:
        return self._loaded_parts > LOADED_PARTS_MAX and len(self._loaded) > 1

    def _count_parts(self, entry: _Entry) -> None:
        """Have the count agree with the parts that are known by now."""
        known = 0 if entry.upload is None else len(entry.upload.parts)
        self._loaded_parts += known - entry.parts
        entry.parts = known

    def _unload(self, entry: _Entry) -> None:
        """Forget the parts; who works at the upload still has it."""
        entry.upload = None
        self._count_parts(entry)

    async def _make_room(self, wanted: Key, *, now: int) -> None:
        """Let stale uploads of an account go for another, or for more of one.

        FLOOD_WAIT_x if there are none.
        """
        owner_id, limits = wanted[0], self._limits
        own = self._own.get(owner_id, set())
        others = {key: self._entries[key] for key in own if key != wanted}
        for key, entry in sorted(others.items(), key=lambda one: one[1].changed):
            if len(others) < limits.files and self._waiting[owner_id] < limits.size_bytes:
                return
            if entry.changed > now - _STALE_S:
                raise Wait(_RETRY_S)
            await self._forget(key)
            del others[key]
        if self._waiting[owner_id] >= limits.size_bytes:
            raise Wait(_RETRY_S)

    async def _forget(self, key: Key) -> bool:
        """Remove an upload nobody works at; whether there was one."""
        entry = self._entries.get(key)
        if entry is None or entry.lock.locked():
            return False
        async with entry.lock:
            await self._drop(key, Upload(self._stem(key)))
        return True

    async def _drop(self, key: Key, upload: Upload) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._waiting[key[0]] -= entry.size_bytes
            self._own[key[0]].discard(key)
            if not self._own[key[0]]:
                del self._waiting[key[0]], self._own[key[0]]
        loaded = self._loaded.pop(key, None)
        if loaded is not None:
            self._unload(loaded)
        await self._run(upload.remove)

    def _stem(self, key: Key) -> Path:
        return self._folder / f"{key[0]}-{key[1] & _MASK:016x}"

    # --- the threads' side ---------------------------------------------------------------

    def _keep(self, upload: Upload, part: Part) -> None:
        status = os.statvfs(self._folder)
        if status.f_bavail * status.f_frsize < self._free_bytes_min + len(part.content):
            log.error("The disk is too full to take uploads.", folder=str(self._folder))
            raise WorkerBusy
        upload.keep(part)


async def _done(work: asyncio.Future[Result]) -> Result:
    """Its result. Who is cancelled waits for it all the same, and holds the upload meanwhile."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _check_whole(upload: Upload, parts: int) -> None:
    """FILE_PARTS_INVALID for another number of parts than came, FILE_PART_x_MISSING for too few."""
    if parts <= 0 or upload.shape.highest >= parts:
        raise FilePartsInvalid
    for number in range(parts):
        if number not in upload.parts:
            raise FilePartMissing(number)


def _found(folder: Path) -> dict[Key, _Entry]:
    """What waits in the folder since before; the folder is made if there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries: dict[Key, _Entry] = {}
    for file in os.scandir(folder):
        match = _NAME.fullmatch(file.name)
        if match is None:
            if file.is_dir(follow_symlinks=False) and _NAME.match(file.name):
                # What was made of an upload while it was looked at, by a process that was killed.
                shutil.rmtree(file.path)
            continue
        number = int(match[2], 16)
        key = (int(match[1]), number - (1 << 64) if number >> 63 else number)
        status = file.stat()
        entry = entries.setdefault(key, _Entry(changed=0))
        entry.changed = max(entry.changed, int(status.st_mtime))
        if match[3] == DATA:
            # Blocks, not length: what came first may lie far behind.
            entry.size_bytes = status.st_blocks * 512
    return entries
