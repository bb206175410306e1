"""The four ways in which MTProto packets are laid into a byte stream.

https://core.telegram.org/mtproto/mtproto-transports
"""

import struct
from collections.abc import Callable
from typing import NamedTuple, Protocol
from zlib import crc32

from heliograph.mtproto.errors import TransportError

# The shortest packet there is: an unencrypted message with a bare constructor, or key id,
# msg_key and nothing. What is shorter reads as a control word on the client's side.
MIN_PACKET_BYTES = 24
MAX_FRAME_BYTES = 1 << 24

_WORD = struct.Struct("<I")
_PAIR = struct.Struct("<II")
_QUICK_ACK = 1 << 31
_FULL_OVERHEAD = 12


class Frame(NamedTuple):
    """One packet as the client sent it, and whether it asks for a quick ack."""

    payload: bytes
    quick_ack: bool


class Split(NamedTuple):
    """Frames cut off the front of a buffer.

    `used` counts the bytes they took, `need` those that must stand behind them before
    cutting again makes sense.
    """

    frames: list[Frame]
    used: int
    need: int


class Framing(Protocol):
    """One transport's frames, with the state of one connection."""

    name: str

    def split(self, data: bytes, limit: int) -> Split:
        """Cut complete frames of at most `limit` bytes off `data` or raise TransportError."""

    def frame(self, payload: bytes) -> bytes:
        """Lay out one packet or 4-byte error for sending."""

    def quick_ack(self, token: int) -> bytes:
        """Lay out the answer to a frame that asked for a quick ack."""


def check_size(size: int, limit: int) -> None:
    """Refuse a frame length that no aligned transport can mean."""
    if size % 4 or size < MIN_PACKET_BYTES or size > limit:
        raise TransportError(f"frame of {size} bytes")


class Abridged:
    """Length in 4-byte words: one byte, or 0x7f and three bytes; bit 7 asks for a quick ack."""

    name = "abridged"

    def split(self, data: bytes, limit: int) -> Split:
        frames: list[Frame] = []
        at, end = 0, len(data)
        while at < end:
            first = data[at]
            words, head = first & 0x7F, 1
            if words == 0x7F:
                if end - at < 4:
                    return Split(frames, at, 4)
                words, head = int.from_bytes(data[at + 1 : at + 4], "little"), 4
            size = words * 4
            check_size(size, limit)
            stop = at + head + size
            if stop > end:
                return Split(frames, at, head + size)
            frames.append(Frame(data[at + head : stop], first > 0x7F))
            at = stop
        return Split(frames, at, 1)

    def frame(self, payload: bytes) -> bytes:
        words = len(payload) >> 2
        if words < 0x7F:
            return bytes((words,)) + payload
        return b"\x7f" + words.to_bytes(3, "little") + payload

    def quick_ack(self, token: int) -> bytes:
        return token.to_bytes(4, "big")


class Intermediate:
    """Length in bytes as four bytes; bit 31 asks for a quick ack."""

    name = "intermediate"

    def split(self, data: bytes, limit: int) -> Split:
        frames: list[Frame] = []
        at, end = 0, len(data)
        while end - at >= 4:
            (word,) = _WORD.unpack_from(data, at)
            size = word & ~_QUICK_ACK
            check_size(size, limit)
            stop = at + 4 + size
            if stop > end:
                return Split(frames, at, 4 + size)
            frames.append(Frame(data[at + 4 : stop], word >= _QUICK_ACK))
            at = stop
        return Split(frames, at, 4)

    def frame(self, payload: bytes) -> bytes:
        return _WORD.pack(len(payload)) + payload

    def quick_ack(self, token: int) -> bytes:
        return _WORD.pack(token)


class PaddedIntermediate:
    """Intermediate with random bytes after each packet.

    We add 0-3 bytes rather than the page's 0-15: Telethon cuts only `length % 4` off.
    """

    name = "padded"

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random

    def split(self, data: bytes, limit: int) -> Split:
        frames: list[Frame] = []
        at, end = 0, len(data)
        while end - at >= 4:
            (word,) = _WORD.unpack_from(data, at)
            size = word & ~_QUICK_ACK
            if size < MIN_PACKET_BYTES or size > limit + 15:
                raise TransportError(f"padded frame of {size} bytes")
            stop = at + 4 + size
            if stop > end:
                return Split(frames, at, 4 + size)
            frames.append(Frame(_cut_padding(data[at + 4 : stop]), word >= _QUICK_ACK))
            at = stop
        return Split(frames, at, 4)

    def frame(self, payload: bytes) -> bytes:
        # An error is recognised by its four bytes: nothing may follow it.
        padding = self._padding() if len(payload) > 4 else b""
        return _WORD.pack(len(payload) + len(padding)) + payload + padding

    def quick_ack(self, token: int) -> bytes:
        body = _PAIR.pack(0xFFFFFFFF, token) + self._padding()
        return _WORD.pack(len(body)) + body

    def _padding(self) -> bytes:
        noise = self._random(4)
        return noise[: noise[3] & 3]


def _cut_padding(payload: bytes) -> bytes:
    """Cut an encrypted packet to whole cipher blocks; a plain one says its own length."""
    if payload.startswith(bytes(8)):
        return payload
    return payload[: 24 + (len(payload) - 24 & ~15)]


class Full:
    """Length, a counter and a CRC32 around each packet; it has no quick ack."""

    name = "full"

    def __init__(self) -> None:
        self._received = 0
        self._sent = 0

    def split(self, data: bytes, limit: int) -> Split:
        frames: list[Frame] = []
        at, end = 0, len(data)
        while end - at >= 8:
            size, seq = _PAIR.unpack_from(data, at)
            check_size(size - _FULL_OVERHEAD, limit)
            if seq != self._received:
                raise TransportError(f"frame {seq} where {self._received} was due")
            stop = at + size
            if stop > end:
                return Split(frames, at, size)
            if _WORD.unpack_from(data, stop - 4)[0] != crc32(data[at : stop - 4]):
                raise TransportError("wrong CRC32")
            self._received += 1
            frames.append(Frame(data[at + 8 : stop - 4], False))
            at = stop
        return Split(frames, at, 8)

    def frame(self, payload: bytes) -> bytes:
        head = _PAIR.pack(len(payload) + _FULL_OVERHEAD, self._sent)
        self._sent += 1
        return head + payload + _WORD.pack(crc32(payload, crc32(head)))

    def quick_ack(self, token: int) -> bytes:
        raise TransportError("the full transport has no quick ack")


class Whole:
    """One packet as it is: HTTP says how long each body is."""

    name = "http"

    def split(self, data: bytes, limit: int) -> Split:
        check_size(len(data), limit)
        return Split([Frame(data, False)], len(data), 1)

    def frame(self, payload: bytes) -> bytes:
        return payload

    def quick_ack(self, token: int) -> bytes:
        raise TransportError("HTTP has no quick ack")
