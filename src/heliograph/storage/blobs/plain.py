"""Blobs as they are: an object's name is its content's hash in hexadecimal digits."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from heliograph.ports.blobs import BlobEntry, BlobMissing
from heliograph.storage.blobs.objects import ObjectMissing, Objects

_NAME_LENGTH = 64


class PlainBlobs:
    """Implements `ports.blobs.Blobs`; whoever reads the place reads the content."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    async def put(self, source: Path, *, sha256: bytes) -> None:
        # Also where it is there already: else it would be done sooner, and somebody who sends a
        # file up would learn by that whether another has.
        await self._objects.put(sha256.hex(), source)

    async def put_bytes(self, content: bytes, *, sha256: bytes) -> None:
        await self._objects.put_bytes(sha256.hex(), content)

    async def read(self, sha256: bytes, *, offset: int, limit: int) -> bytes:
        try:
            return await self._objects.read(sha256.hex(), offset=offset, limit=limit)
        except ObjectMissing:
            raise BlobMissing(sha256) from None

    async def sizes(self, sha256s: Sequence[bytes]) -> Sequence[int | None]:
        return await self._objects.sizes([sha256.hex() for sha256 in sha256s])

    async def delete(self, sha256s: Sequence[bytes]) -> None:
        await self._objects.delete([sha256.hex() for sha256 in sha256s])

    async def entries(self) -> AsyncIterator[BlobEntry]:
        async for entry in self._objects.entries():
            # What was sealed under a key that is in use no more is none of these.
            if len(entry.name) == _NAME_LENGTH:
                yield BlobEntry(bytes.fromhex(entry.name), entry.size, entry.changed)

    async def close(self) -> None:
        await self._objects.close()
