"""What the store knows of blobs: which are there or on their way, and which are to go."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.blobs import BlobTotals, HeldBlob, MediaTotals


class BlobOperations(Protocol):
    """A row is there before the bytes and goes after them. Files hold blobs, and with its last
    file a blob is let go. Up to 1,000 are named at once; dates are Unix seconds."""

    async def expect_blob(self, sha256: bytes, *, size: int, date: int) -> bool:
        """Note that content is about to be put, so that it stays for the grace period. False if
        it is being removed just now: ask again when that is done."""
        ...

    async def doom_blobs(self, *, expected_before: int, at_most: int) -> Sequence[bytes]:
        """Choose blobs that no file holds and that nobody expected since a date. They are doomed
        until `forget_blobs`; those that already were are given first."""
        ...

    async def doom_unknown_blobs(self, sha256s: Sequence[bytes]) -> Sequence[bytes]:
        """Doom those of the contents that the store has no row of; gives them."""
        ...

    async def forget_blobs(self, sha256s: Sequence[bytes]) -> None:
        """Drop the rows of doomed blobs whose bytes are gone."""
        ...

    async def drop_contents(self, kind: int, *, made_before: int, at_most: int) -> int:
        """Let go of what files of a kind (`File.kind`) are made of that are older than a date;
        gives how many. The messages that show them stay, and so do photos of profiles."""
        ...

    async def held_blobs(self, *, after: bytes, limit: int) -> Sequence[HeldBlob]:
        """Those that files hold, by rising hash."""
        ...

    async def blob_totals(self) -> Sequence[BlobTotals]:
        """By state; states that no blob is in are left out."""
        ...

    async def media_totals(self, *, owners: int) -> MediaTotals:
        """Everything counted, with so many of the accounts that have most bytes."""
        ...
