"""A client that costs little: one session on one connection, the checks of a real one left out.

Written from the protocol's pages, apart from the server's code.
https://core.telegram.org/mtproto/description
"""

import asyncio
import os
import struct
import time
import zlib
from collections.abc import Callable
from hashlib import sha1, sha256

from cryptg import decrypt_ige, encrypt_ige

from load import queries

ANSWER_WITHIN_S = 60
ACK_EVERY = 32
"""Messages acknowledged at once: about what TDLib gathers under load."""

BULKY_BYTES = 64 << 10
"""A part of a file is acknowledged with the request for the next one."""

_CONTAINER, _RPC_RESULT, _RPC_ERROR = 0x73F1F8DC, 0xF35C6D01, 0x2144CA19
_GZIP_PACKED, _MSGS_ACK, _VECTOR = 0x3072CFA1, 0x62D6B459, 0x1CB5C415
_BAD_MSG, _BAD_SALT, _NEW_SESSION = 0xA7EFF811, 0xEDAB447B, 0x9EC20908
_HEADER = struct.Struct("<8s8sqii")
_INNER = struct.Struct("<qii")

Answer = asyncio.Future[bytes]


class LoadClient(asyncio.Protocol):
    """Calls methods and hands every pushed update, undecoded, to `on_push`."""

    def __init__(self, key: bytes) -> None:
        self.on_push: Callable[[bytes], None] = _nothing
        self._key_id = sha1(key).digest()[-8:]
        self._out_a, self._out_b, self._out_tag = key[0:36], key[40:76], key[88:120]
        self._in_a, self._in_b = key[8:44], key[48:84]
        self._session_id = os.urandom(8)
        self._salt = bytes(8)
        self._buffer = b""
        self._last_msg_id = 0
        self._content = 0
        self._acks: list[int] = []
        self._waiting: dict[int, tuple[Answer, bytes]] = {}
        self._loop = asyncio.get_running_loop()
        self._socket: asyncio.Transport | None = None

    def call(self, query: bytes) -> Answer:
        """Send a query; the future gives the boxed result or raises RuntimeError."""
        answer: Answer = self._loop.create_future()
        self._waiting[self._send(query, content=True)] = (answer, query)
        return answer

    async def introduce(self, layer: int = queries.LAYER) -> None:
        """The first query: from then on updates are pushed here, in that layer."""
        await asyncio.wait_for(self.call(queries.get_state(layer)), ANSWER_WITHIN_S)

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()

    # --- asyncio.Protocol ---------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._socket = transport
        transport.write(b"\xee\xee\xee\xee")

    def connection_lost(self, exc: Exception | None) -> None:
        for answer, _ in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("connection lost"))

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        at, end = 0, len(buffer)
        while end - at >= 4:
            stop = at + 4 + int.from_bytes(buffer[at : at + 4], "little")
            if stop > end:
                break
            self._packet(buffer[at + 4 : stop])
            at = stop
        self._buffer = buffer[at:]

    # --- receiving ----------------------------------------------------------------------

    def _packet(self, packet: bytes) -> None:
        if len(packet) < 24:
            code = int.from_bytes(packet[:4], "little", signed=True)
            raise ConnectionError(f"the server refused with transport error {code}")
        msg_key = packet[8:24]
        a = sha256(msg_key + self._in_a).digest()
        b = sha256(self._in_b + msg_key).digest()
        plain = decrypt_ige(packet[24:], a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:])
        msg_id, seqno, size = _INNER.unpack_from(plain, 16)
        self._message(msg_id, seqno, plain[32 : 32 + size])

    def _message(self, msg_id: int, seqno: int, body: bytes) -> None:
        kind = int.from_bytes(body[:4], "little")
        if kind == _CONTAINER:
            at = 8
            for _ in range(int.from_bytes(body[4:8], "little")):
                inner, number, size = _INNER.unpack_from(body, at)
                self._message(inner, number, body[at + 16 : at + 16 + size])
                at += 16 + size
            return
        if seqno & 1:
            self._acknowledge(msg_id, at_once=len(body) > BULKY_BYTES)
        if kind == _RPC_RESULT:
            self._result(struct.unpack_from("<q", body, 4)[0], _unpacked(body[12:]))
        elif kind == _BAD_SALT:
            self._salt = body[20:28]
            answer, query = self._waiting.pop(struct.unpack_from("<q", body, 4)[0])
            self._waiting[self._send(query, content=True)] = (answer, query)
        elif kind == _NEW_SESSION:
            self._salt = body[20:28]
        elif kind == _BAD_MSG:
            raise ConnectionError(f"bad_msg_notification {struct.unpack_from('<i', body, 16)[0]}")
        elif kind != _MSGS_ACK:
            self.on_push(_unpacked(body))

    def _result(self, msg_id: int, body: bytes) -> None:
        answer, _ = self._waiting.pop(msg_id)
        if answer.done():
            return
        if int.from_bytes(body[:4], "little") == _RPC_ERROR:
            answer.set_exception(RuntimeError(f"rpc_error {body[4:120]!r}"))
        else:
            answer.set_result(body)

    def _acknowledge(self, msg_id: int, *, at_once: bool) -> None:
        self._acks.append(msg_id)
        if at_once or len(self._acks) >= ACK_EVERY:
            ids, self._acks = self._acks, []
            head = struct.pack("<IIi", _MSGS_ACK, _VECTOR, len(ids))
            self._send(head + struct.pack(f"<{len(ids)}q", *ids), content=False)

    # --- sending ------------------------------------------------------------------------

    def _send(self, body: bytes, *, content: bool) -> int:
        msg_id = max(int(time.time() * (1 << 32)) & ~3, self._last_msg_id + 4)
        self._last_msg_id = msg_id
        seqno = self._content * 2 + content
        self._content += content
        head = _HEADER.pack(self._salt, self._session_id, msg_id, seqno, len(body))
        plain = head + body + os.urandom(12 + -(len(body) + 44) % 16)
        msg_key = sha256(self._out_tag + plain).digest()[8:24]
        a = sha256(msg_key + self._out_a).digest()
        b = sha256(self._out_b + msg_key).digest()
        sealed = encrypt_ige(plain, a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:])
        packet = self._key_id + msg_key + sealed
        self._socket.write(len(packet).to_bytes(4, "little") + packet)
        return msg_id


async def connect(host: str, port: int, key: bytes, *, layer: int = queries.LAYER) -> LoadClient:
    """A client that is connected, introduced and told of updates."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: LoadClient(key), host, port)
    await client.introduce(layer)
    return client


def _unpacked(body: bytes) -> bytes:
    if int.from_bytes(body[:4], "little") != _GZIP_PACKED:
        return body
    size, start = body[4], 5
    if size == 254:
        size, start = int.from_bytes(body[5:8], "little"), 8
    return zlib.decompress(body[start : start + size], 47)


def _nothing(_: bytes) -> None:
    return None
