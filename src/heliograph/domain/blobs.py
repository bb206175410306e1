"""What the store says about content that is kept outside of it."""

from enum import IntEnum

import msgspec


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
