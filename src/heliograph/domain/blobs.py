"""What the store says about content that is kept outside of it."""

from enum import IntEnum

import msgspec
from msgspec.structs import replace


class BlobState(IntEnum):
    """How far content has come, or gone."""

    ARRIVING = 0
    HELD = 1
    LET_GO = 2
    DOOMED = 3


class HeldBlob(msgspec.Struct, frozen=True):
    """Content that a file is made of; `size` in bytes."""

    sha256: bytes
    size: int


class BlobTotals(msgspec.Struct, frozen=True):
    """So many blobs in a state, and their bytes in all."""

    state: BlobState
    count: int
    bytes: int


class KindTotals(msgspec.Struct, frozen=True):
    """Files of a kind (`File.kind`): how many, and the bytes of their originals."""

    kind: int
    count: int
    bytes: int


class OwnerTotals(msgspec.Struct, frozen=True):
    """What an account has uploaded and is there still: files, and the bytes of their originals."""

    owner_id: int
    count: int
    bytes: int


class MediaTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of media; `unshown` files go when their grace period is over."""

    blobs: tuple[BlobTotals, ...]
    files: tuple[KindTotals, ...]
    unshown: int
    owners: tuple[OwnerTotals, ...]


EXAMPLES = 20
"""What is wrong with so many blobs of a kind is said; the rest is counted."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a look at all blobs; of those that are wrong the first few hashes."""

    whole: int = 0
    bytes: int = 0
    missing: int = 0
    spoilt: int = 0
    missing_like: tuple[str, ...] = ()
    spoilt_like: tuple[str, ...] = ()

    def with_whole(self, blob: HeldBlob) -> "Verified":
        """One more that is there."""
        return replace(self, whole=self.whole + 1, bytes=self.bytes + blob.size)

    def with_missing(self, blob: HeldBlob) -> "Verified":
        """One more that is not there."""
        like = (*self.missing_like, blob.sha256.hex())[:EXAMPLES]
        return replace(self, missing=self.missing + 1, missing_like=like)

    def with_spoilt(self, blob: HeldBlob) -> "Verified":
        """One more that has another length, or another content."""
        like = (*self.spoilt_like, blob.sha256.hex())[:EXAMPLES]
        return replace(self, spoilt=self.spoilt + 1, spoilt_like=like)
