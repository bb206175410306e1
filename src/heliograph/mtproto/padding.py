"""Random bytes for packet padding, drawn from the system in blocks."""

import os

_BLOCK_BYTES = 1 << 16


class PaddingPool:
    """Hands out fresh random bytes, at most 1 KiB at once.

    One `os.urandom` call per packet costs more than the rest of the padding and contends
    with the writer thread for the GIL. Not safe for use by several threads.
    """

    __slots__ = ("_at", "_block")

    def __init__(self) -> None:
        self._block = b""
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return `size` random bytes that were never returned before."""
        at = self._at
        stop = at + size
        if stop > len(self._block):
            self._block = os.urandom(_BLOCK_BYTES)
            at, stop = 0, size
        self._at = stop
        return self._block[at:stop]
