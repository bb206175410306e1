"""Where the bytes of files are kept: content under its own hash, each content once."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec


class BlobMissing(Exception):
    """The store of blobs has no content under that hash: a fault, for a row says that it has."""

    def __init__(self, sha256: bytes) -> None:
        self.sha256 = sha256
        super().__init__(f"blob {sha256.hex()} is missing")


class BlobSpoilt(Exception):
    """What lies under that hash is not what was put there: a fault, of the disk or of somebody."""

    def __init__(self, sha256: bytes) -> None:
        self.sha256 = sha256
        super().__init__(f"blob {sha256.hex()} is spoilt")


class BlobsUnreachable(Exception):
    """The store of blobs did not answer, or refused: a fault, worth another try later."""


class BlobEntry(msgspec.Struct, frozen=True):
    """One blob as it is kept: `sha256` of its content, `size` of its content in bytes, `changed`
    in Unix seconds by the clock of whoever keeps it."""

    sha256: bytes
    size: int
    changed: int


class Blobs(Protocol):
    """Content by its SHA-256 (32 bytes). Every operation may be repeated, and none holds up the
    event loop. All but `entries` raise BlobsUnreachable or OSError when the place fails."""

    async def put(self, source: Path, *, sha256: bytes) -> None:
        """Take in a finished file whose content has that hash, which the caller answers for.

        Durable when it returns; `source` is gone then. Cheap when the content is there already.
        """
        ...

    async def put_bytes(self, content: bytes, *, sha256: bytes) -> None:
        """As `put`, for small content that is in memory (a thumbnail)."""
        ...

    async def read(self, sha256: bytes, *, offset: int, limit: int) -> bytes:
        """Up to `limit` bytes from `offset`: fewer at the end, none behind it. BlobMissing, and
        BlobSpoilt where encryption at rest shows it."""
        ...

    async def sizes(self, sha256s: Sequence[bytes]) -> Sequence[int | None]:
        """Bytes of each content, None for those that are not there; up to 1,000 at once."""
        ...

    async def delete(self, sha256s: Sequence[bytes]) -> None:
        """Remove contents for good, durably; up to 1,000 at once. They need not be there."""
        ...

    def entries(self) -> AsyncIterator[BlobEntry]:
        """All blobs, in no particular order and in flat memory.

        What comes or goes meanwhile may or may not be among them.
        """
        ...

    async def close(self) -> None:
        """Let go of threads and connections."""
        ...
