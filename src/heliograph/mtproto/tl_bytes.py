"""TL byte strings for the few objects that this package packs by hand.

https://core.telegram.org/mtproto/serialize#base-types
"""

from heliograph.mtproto.errors import HandshakeError


def pack_bytes(data: bytes) -> bytes:
    """Return `data` as a TL string: length, bytes, zeros up to a multiple of 4."""
    size = len(data)
    if size < 254:
        return bytes((size,)) + data + bytes(-(size + 1) % 4)
    return b"\xfe" + size.to_bytes(3, "little") + data + bytes(-size % 4)


class Reader:
    """Reads the fields of one handshake object in order; HandshakeError when they run out."""

    __slots__ = ("_data", "at")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def raw(self, size: int) -> bytes:
        """Return the next `size` bytes as they are."""
        start = self.at
        self.at = stop = start + size
        if stop > len(self._data):
            raise HandshakeError("a handshake object ends too early")
        return self._data[start:stop]

    def int32(self) -> int:
        return int.from_bytes(self.raw(4), "little", signed=True)

    def uint32(self) -> int:
        return int.from_bytes(self.raw(4), "little")

    def int64(self) -> int:
        return int.from_bytes(self.raw(8), "little", signed=True)

    def bytes(self) -> bytes:
        """Return the next TL string."""
        size, head = self.raw(1)[0], 1
        if size == 254:
            size, head = int.from_bytes(self.raw(3), "little"), 4
        elif size == 255:
            raise HandshakeError("a TL string with a false length")
        data = self.raw(size)
        self.raw(-(head + size) % 4)
        return data

    def number(self) -> int:
        """Return the next TL string as the big-endian number it stands for."""
        return int.from_bytes(self.bytes(), "big")
