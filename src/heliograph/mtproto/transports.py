"""The server's end of a TCP byte stream: which transport it is, frames in, frames out.

https://core.telegram.org/mtproto/mtproto-transports
"""

import os
import struct
from collections.abc import Callable

from heliograph.mtproto.errors import HttpRequest, TransportError
from heliograph.mtproto.framing import (
    MAX_FRAME_BYTES,
    MIN_PACKET_BYTES,
    Abridged,
    Frame,
    Framing,
    Full,
    Intermediate,
    PaddedIntermediate,
    Whole,
)
from heliograph.mtproto.obfuscation import HEADER_BYTES, Stream, open_obfuscation

__all__ = ["MAX_FRAME_BYTES", "Frame", "Framing", "ServerTransport", "Whole"]

_HTTP_WORDS = (b"HEAD", b"POST", b"GET ", b"OPTI")
# The first bytes of a TLS hello, which clients keep out of their random headers.
_TLS_HELLO = b"\x16\x03\x01\x02"


class ServerTransport:
    """Turns what one socket receives into frames, and packets into what it sends.

    `name` is empty until the first bytes have told the transport. `dc_id` is what an
    obfuscation header says (see `Obfuscation`), 0 without one. `limit` is the longest packet
    accepted, in bytes; it may be changed at any time (short until a key is known). `framing` is
    given where the first bytes need not tell it.
    Not more than one frame and the last piece fed is ever buffered.
    """

    __slots__ = ("_buffer", "_framing", "_incoming", "_need", "_outgoing", "_random", "dc_id",
                 "limit", "name")  # fmt: skip

    def __init__(
        self,
        limit: int = MAX_FRAME_BYTES,
        *,
        framing: Framing | None = None,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.limit = limit
        self.name = ""
        self.dc_id = 0
        self._random = random
        self._framing: Framing | None = None
        self._incoming: Stream | None = None
        self._outgoing: Stream | None = None
        self._buffer = bytearray()
        self._need = 1
        if framing is not None:
            self._use(framing)

    @property
    def buffered_bytes(self) -> int:
        """How many received bytes wait for the rest of their frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Frame]:
        """Take what the socket received and return the frames it completes, oldest first.

        Raises TransportError when the stream is broken and HttpRequest when it is HTTP; the
        connection can't be used after either.
        """
        if self._incoming is not None:
            data = self._incoming.update(data)
        if self._buffer:
            self._buffer += data
            if len(self._buffer) < self._need:
                return []
            data = bytes(self._buffer)
            self._buffer.clear()
        if self._framing is None:
            rest = self._detect(data)
            if rest is None:
                self._buffer += data
                return []
            data = rest
        assert self._framing is not None
        frames, used, self._need = self._framing.split(data, self.limit)
        if used < len(data):
            self._buffer += data[used:] if used else data
        return frames

    def frame(self, payload: bytes) -> bytes:
        """Lay out one packet (at least 24 bytes, a multiple of 4) for the socket, in order."""
        if len(payload) < MIN_PACKET_BYTES or len(payload) % 4:
            raise ValueError(f"a packet of {len(payload)} bytes reads as a control word")
        framed = self._known().frame(payload)
        return framed if self._outgoing is None else self._outgoing.update(framed)

    def error_frame(self, code: int) -> bytes:
        """Lay out a transport error; `code` is negative.

        https://core.telegram.org/mtproto/mtproto-transports#transport-errors
        """
        return self._send(self._known().frame(struct.pack("<i", code)))

    def quick_ack(self, token: int) -> bytes:
        """Lay out a quick ack; only for a frame that asked for one (others hang clients).

        https://core.telegram.org/mtproto/mtproto-transports#quick-ack
        """
        return self._send(self._known().quick_ack(token))

    def _known(self) -> Framing:
        if self._framing is None:
            raise ValueError("nothing can be sent before the client has named its transport")
        return self._framing

    def _send(self, data: bytes) -> bytes:
        return data if self._outgoing is None else self._outgoing.update(data)

    def _use(self, framing: Framing) -> None:
        self._framing = framing
        self.name = ("obfuscated " if self._outgoing else "") + framing.name

    def _detect(self, data: bytes) -> bytes | None:
        """Tell the transport by its first bytes; returns what follows them, None: need more."""
        if data[:1] == b"\xef":
            self._use(Abridged())
            return data[1:]
        head = data[:4]
        if head == b"\xee\xee\xee\xee":
            self._use(Intermediate())
            return data[4:]
        if head == b"\xdd\xdd\xdd\xdd":
            self._use(PaddedIntermediate(self._random))
            return data[4:]
        if head in _HTTP_WORDS:
            raise HttpRequest(data)
        if head == _TLS_HELLO:
            raise TransportError("a TLS hello")
        if data[4:8] == bytes(4):
            self._use(Full())
            return data
        if len(data) < HEADER_BYTES:
            return None
        return self._detect_obfuscated(data)

    def _detect_obfuscated(self, data: bytes) -> bytes:
        opened = open_obfuscation(data[:HEADER_BYTES])
        self._incoming, self._outgoing = opened.incoming, opened.outgoing
        self.dc_id = opened.dc_id
        if opened.tag == b"\xef\xef\xef\xef":
            self._use(Abridged())
        elif opened.tag == b"\xee\xee\xee\xee":
            self._use(Intermediate())
        elif opened.tag == b"\xdd\xdd\xdd\xdd":
            self._use(PaddedIntermediate(self._random))
        else:
            raise TransportError("the first bytes name no transport")
        return opened.incoming.update(data[HEADER_BYTES:])
