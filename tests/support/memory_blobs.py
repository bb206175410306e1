"""Blobs in memory, for tests that are about something else."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from heliograph.ports.blobs import BlobEntry, BlobMissing


class MemoryBlobs:
    """Implements `ports.blobs.Blobs`; `contents` and `changed` may be looked into and spoilt."""

    def __init__(self, now: Callable[[], int]) -> None:
        self.contents: dict[bytes, bytes] = {}
        self.changed: dict[bytes, int] = {}
        self._now = now

    async def put(self, source: Path, *, sha256: bytes) -> None:
        await asyncio.sleep(0)
        self._keep(sha256, source.read_bytes())  # noqa: ASYNC240
        source.unlink()  # noqa: ASYNC240

    async def put_bytes(self, content: bytes, *, sha256: bytes) -> None:
        await asyncio.sleep(0)
        self._keep(sha256, content)

    async def read(self, sha256: bytes, *, offset: int, limit: int) -> bytes:
        await asyncio.sleep(0)
        if sha256 not in self.contents:
            raise BlobMissing(sha256)
        return self.contents[sha256][offset : offset + limit]

    async def sizes(self, sha256s: Sequence[bytes]) -> Sequence[int | None]:
        await asyncio.sleep(0)
        found = [self.contents.get(sha256) for sha256 in sha256s]
        return [None if content is None else len(content) for content in found]

    async def delete(self, sha256s: Sequence[bytes]) -> None:
        await asyncio.sleep(0)
        for sha256 in sha256s:
            self.contents.pop(sha256, None)

    async def entries(self) -> AsyncIterator[BlobEntry]:
        for sha256, content in list(self.contents.items()):
            yield BlobEntry(sha256, len(content), self.changed[sha256])

    async def close(self) -> None:
        """Nothing to let go of."""

    def _keep(self, sha256: bytes, content: bytes) -> None:
        self.contents[sha256] = content
        self.changed[sha256] = self._now()
