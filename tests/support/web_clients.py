"""The bare client by HTTP and inside a WebSocket; written from RFC 9112 and RFC 6455."""

import asyncio
import os
import struct
from base64 import b64encode
from hashlib import sha1

from support.raw_client import WITHIN_S, RawClient

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
BINARY, TEXT, CLOSE, PING, PONG = 2, 1, 8, 9, 10
HTTP_WAIT = 0x9299359F


def http_wait(max_delay_ms: int, wait_after_ms: int, max_wait_ms: int) -> bytes:
    """The long poll."""
    return struct.pack("<Iiii", HTTP_WAIT, max_delay_ms, wait_after_ms, max_wait_ms)


async def read_response(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case and body; IncompleteReadError when the server closed."""
    async with asyncio.timeout(WITHIN_S):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:-2])
        size = int(headers.get("content-length", 0))
        return int(head[0].split()[1]), headers, await reader.readexactly(size)


class HttpClient(RawClient):
    """Each packet is a request; `frame` gives the answer to the oldest one."""

    def __init__(self, *, path: str = "/api", headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self.path = path
        self.headers = headers or {}
        self.status = 0
        self.answered: dict[str, str] = {}

    async def connect(self, address: tuple[str, int]) -> "HttpClient":
        self._reader, self._writer = await asyncio.open_connection(*address)
        return self

    def write(self, packet: bytes, *, quick_ack: bool = False) -> None:
        lines = [f"POST {self.path} HTTP/1.1", "Host: h", f"Content-Length: {len(packet)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        self.write_raw("\r\n".join([*lines, "", ""]).encode() + packet)

    async def frame(self) -> bytes:
        assert self._reader is not None
        self.status, self.answered, body = await read_response(self._reader)
        return body

    async def ask_http(self, method: str, path: str = "", **headers: str) -> int:
        """Another request; gives the status."""
        lines = [f"{method} {path or self.path} HTTP/1.1", "Host: h"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.write_raw("\r\n".join([*lines, "", ""]).encode())
        await self.frame()
        return self.status


class WebSocketClient(RawClient):
    """The obfuscated transport inside a WebSocket; `cut` says how long its frames are."""

    def __init__(
        self,
        kind: str = "intermediate",
        *,
        path: str = "/apiws",
        cut: int = 0,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(kind, obfuscated=True)
        self.path = path
        self.cut = cut
        self.headers = headers or {}
        self.control: list[tuple[int, bytes]] = []

    async def connect(self, address: tuple[str, int]) -> "WebSocketClient":
        await self.upgrade(address)
        self.write_raw(self.transport.start())
        return self

    async def upgrade(self, address: tuple[str, int]) -> None:
        """Shake hands, and say nothing yet."""
        self._reader, self._writer = await asyncio.open_connection(*address)
        key = b64encode(os.urandom(16))
        given = {
            "Host": "h",
            "Upgrade": "websocket",
            "Connection": "keep-alive, Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key.decode(),
            "Sec-WebSocket-Protocol": "binary",
            **self.headers,
        }
        lines = [f"GET {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in given.items()), "", ""]
        self._writer.write("\r\n".join(lines).encode())
        status, headers, _ = await read_response(self._reader)
        if status != 101:
            raise ConnectionError(status)
        assert headers["sec-websocket-protocol"] == "binary"
        accepted = b64encode(sha1(key + GUID).digest()).decode()
        assert headers["sec-websocket-accept"] == accepted.lower()
        self._socket_reader = self._reader
        self._reader = _Payloads(self)  # type: ignore[assignment]

    def write_raw(self, data: bytes) -> None:
        step = self.cut or len(data) or 1
        for start in range(0, len(data), step):
            self.write_frame(BINARY, data[start : start + step])

    def write_frame(self, opcode: int, payload: bytes, *, fin: bool = True) -> None:
        """Send one masked frame."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))
        super().write_raw(frame_head(opcode, len(payload), fin=fin, masked=True) + mask + masked)

    def write_bytes(self, data: bytes) -> None:
        """Send bytes past the framing."""
        super().write_raw(data)

    async def payload(self) -> bytes:
        """The next data frame; control frames are kept aside. Empty at the end."""
        reader = self._socket_reader
        while True:
            try:
                first, second = await reader.readexactly(2)
            except (asyncio.IncompleteReadError, ConnectionResetError):
                return b""
            assert not second & 0x80, "a server must not mask"
            size = second & 0x7F
            if size > 125:
                size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
            payload = await reader.readexactly(size)
            if first & 15 == BINARY:
                return payload
            self.control.append((first & 15, payload))


class _Payloads:
    """A reader of what WebSocket frames hold."""

    def __init__(self, client: WebSocketClient) -> None:
        self._client = client

    async def read(self, _: int) -> bytes:
        return await self._client.payload()


def frame_head(opcode: int, size: int, *, fin: bool = True, masked: bool) -> bytes:
    """The beginning of a WebSocket frame."""
    mask = 0x80 if masked else 0
    first = opcode | (0x80 if fin else 0)
    if size < 126:
        return bytes((first, mask | size))
    if size < 1 << 16:
        return struct.pack(">BBH", first, mask | 126, size)
    return struct.pack(">BBQ", first, mask | 127, size)
