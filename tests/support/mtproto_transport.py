"""A client's side of the TCP transports: frames, quick acks, obfuscation."""

import os
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


@dataclass
class ClientTransport:
    """Frames for one connection: `kind` is abridged, intermediate, padded or full.

    `start()` gives the first bytes to send, `frame()` packs a packet, `feed()` takes received
    bytes and returns what the server sent: packets, 4-byte errors (`bytes`) and quick-ack
    tokens (`int`).
    """

    kind: str = "intermediate"
    obfuscated: bool = False
    dc_id: int = 2
    sent: int = 0
    buffer: bytes = b""
    _out: Any = field(default=None, repr=False)
    _in: Any = field(default=None, repr=False)

    def start(self) -> bytes:
        tag = {"abridged": b"\xef", "intermediate": b"\xee" * 4, "padded": b"\xdd" * 4, "full": b""}
        if not self.obfuscated:
            return tag[self.kind]
        header = bytearray(obfuscation_header((tag[self.kind] * 4)[:4], self.dc_id))
        mirrored = bytes(header[::-1])
        self._out = _ctr(bytes(header[8:40]), bytes(header[40:56]))
        self._in = _ctr(mirrored[8:40], mirrored[40:56])
        header[56:64] = self._out.update(bytes(header))[56:64]
        return bytes(header)

    def frame(self, payload: bytes, *, quick_ack: bool = False) -> bytes:
        data = self._lay_out(payload, quick_ack)
        return self._out.update(data) if self._out else data

    def _lay_out(self, payload: bytes, quick_ack: bool) -> bytes:
        if self.kind == "abridged":
            words, flag = len(payload) // 4, 0x80 if quick_ack else 0
            if words < 0x7F:
                return bytes([words | flag]) + payload
            return bytes([0x7F | flag]) + words.to_bytes(3, "little") + payload
        if self.kind == "full":
            body = struct.pack("<II", len(payload) + 12, self.sent) + payload
            self.sent += 1
            return body + struct.pack("<I", crc32(body))
        if self.kind == "padded":
            payload += os.urandom(secrets.randbelow(16))
        return struct.pack("<I", len(payload) | (quick_ack << 31)) + payload

    def feed(self, data: bytes) -> list[bytes | int]:
        self.buffer += self._in.update(data) if self._in else data
        out: list[bytes | int] = []
        while (item := self._next()) is not None:
            out.append(item)
        return out

    def _next(self) -> bytes | int | None:
        if self.kind == "abridged":
            return self._next_abridged()
        if len(self.buffer) < 4:
            return None
        size = int.from_bytes(self.buffer[:4], "little")
        if self.kind == "full":
            return self._next_full(size)
        if size >> 31:
            return self._take(4, 0, size)
        if len(self.buffer) < 4 + size:
            return None
        payload = self.buffer[4 : 4 + size]
        if self.kind == "padded" and payload[:4] == b"\xff" * 4 and size <= 16:
            return self._take(4 + size, 0, int.from_bytes(payload[4:8], "little"))
        self._take(4 + size, 0, 0)
        return payload if size == 4 or self.kind != "padded" else payload[: size - size % 4]

    def _next_abridged(self) -> bytes | int | None:
        if not self.buffer:
            return None
        if self.buffer[0] & 0x80:
            if len(self.buffer) < 4:
                return None
            return self._take(4, 0, int.from_bytes(self.buffer[:4], "big"))
        head = 4 if self.buffer[0] == 0x7F else 1
        words = int.from_bytes(self.buffer[1:4], "little") if head == 4 else self.buffer[0]
        if len(self.buffer) < head + words * 4:
            return None
        payload = self.buffer[head : head + words * 4]
        self._take(head + words * 4, 0, 0)
        return payload

    def _next_full(self, size: int) -> bytes | None:
        if len(self.buffer) < size:
            return None
        packet = self.buffer[:size]
        assert struct.unpack("<I", packet[-4:])[0] == crc32(packet[:-4]), "CRC32"
        self._take(size, 0, 0)
        return packet[8:-4]

    def _take(self, size: int, _at: int, value: int) -> int:
        self.buffer = self.buffer[size:]
        return value


def obfuscation_header(tag: bytes, dc_id: int) -> bytes:
    """64 random bytes that no server takes for another transport, with tag and dc in place."""
    taken = (b"HEAD", b"POST", b"GET ", b"OPTI", b"\xdd" * 4, b"\xee" * 4, b"\x16\x03\x01\x02")
    while True:
        header = os.urandom(64)
        if header[0] != 0xEF and header[:4] not in taken and header[4:8] != bytes(4):
            return header[:56] + tag + struct.pack("<h", dc_id) + header[62:]


def _ctr(key: bytes, iv: bytes) -> Any:
    return Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()
