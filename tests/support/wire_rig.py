"""A connection of the server's on a socket whose both ends are the test's."""

import asyncio
import os
import struct
from collections.abc import Callable
from typing import Any

import h11
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from heliograph.config import Limits
from heliograph.domain.authorizations import AuthKeyRecord, StoredKey
from heliograph.mtproto.envelope import AuthSecret
from heliograph.mtproto.outgoing import Outgoing
from heliograph.net.connection import Connection
from heliograph.net.node_session import NodeSession
from heliograph.net.websocket import WebSocketConnection, accept
from support import mtproto_client as wire
from support.mtproto_transport import ClientTransport
from support.net_place import Place
from support.session_rig import MSGS_ACK, PING, Got, longs, unpack
from support.web_clients import BINARY, frame_head

TURNS_MAX = 2_000
"""A connection that has not come to its end by then never does."""


class StepCipher:
    """Does one piece of work when it is told to."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []

    async def __call__(self, work: Callable[[], Any]) -> Any:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        return await future

    def step(self) -> None:
        """Do the piece that has waited longest, if there is one."""
        if self._waiting:
            work, future = self._waiting.pop(0)
            if not future.done():
                future.set_result(work())

    def close(self) -> None:
        """As the real one: begin nothing more."""


class TestSocket(asyncio.Transport):
    """A transport that writes while its peer reads; nothing may be written once it is closing."""

    __test__ = False
    HIGH_BYTES = 100_000

    def __init__(self) -> None:
        super().__init__()
        self.read = bytearray()
        self.lost = False
        self.listens = True
        self._protocol: Any = None
        self._unread = bytearray()
        self._reads, self._paused, self._closing = True, False, False

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def serve(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol
        protocol.connection_made(self)

    def write(self, data: Any) -> None:
        assert not self._closing, "written behind the end"
        self._unread += data
        self._move()

    def let_read(self, reads: bool) -> None:
        """Have the peer read, or leave what comes in the buffers."""
        self._reads = reads
        self._move()

    def _move(self) -> None:
        if self._reads:
            self.read += self._unread
            self._unread.clear()
        paused = len(self._unread) > self.HIGH_BYTES
        if self._paused != paused:
            self._paused = paused
            (self._protocol.pause_writing if paused else self._protocol.resume_writing)()
        if self._closing and not self._unread:
            self._end()

    def _end(self) -> None:
        if not self.lost:
            self.lost = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    def close(self) -> None:
        self._closing = True
        self._move()

    def abort(self) -> None:
        self._closing = True
        self._unread.clear()
        self._end()

    def is_closing(self) -> bool:
        return self._closing

    def get_write_buffer_size(self) -> int:
        return len(self._unread)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def pause_reading(self) -> None:
        self.listens = False

    def resume_reading(self) -> None:
        self.listens = True

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 1) if name == "peername" else default


class WireRig:
    """One client with one session; `queued` is everything that was queued for it, in order."""

    def __init__(self, place: Place, kind: str, *, obfuscated: bool, websocket: bool) -> None:
        node = place.server._node
        assert node is not None
        self.node = node
        self.websocket = websocket
        self.socket = TestSocket()
        self.connection = self._connection()
        self.socket.serve(self.connection)
        self.transport = ClientTransport(kind, obfuscated)
        self.key = wire.ClientKey(os.urandom(256), 0)
        record = AuthKeyRecord(
            auth_key_id=AuthSecret(self.key.key).key_id,
            secret=self.key.key,
            dc=2,
            created=int(node.now()),
            expires=None,
        )
        self.entry = node.ring.add(StoredKey(key=record))
        self.session_id = 7
        self.queued: list[bytes] = []
        self._last = 0
        self._receive(self.transport.start())
        self.send(struct.pack("<Iq", PING, 0))
        self.session: NodeSession = self.entry.sessions[self.session_id]
        self._note_what_is_queued()

    def _connection(self) -> Connection:
        if not self.websocket:
            return Connection(self.node)
        upgrade = h11.Request(
            method="GET",
            target="/apiws",
            headers=[
                ("Host", "h"),
                ("Upgrade", "websocket"),
                ("Connection", "Upgrade"),
                ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
                ("Sec-WebSocket-Protocol", "binary"),
            ],
        )
        return WebSocketConnection(self.node, "", accept(upgrade)[0])

    def _note_what_is_queued(self) -> None:
        outbox = self.session.wire.outbox
        self.queued = [out.body for link in outbox.links for out in link.queue]
        queue, push = outbox.queue, outbox.push

        def noted(out: Outgoing, link: Any) -> Any:
            self.queued.append(out.body)
            return queue(out, link)

        def noted_push(body: bytes) -> Any:
            before = outbox.backlog.bytes
            link = push(body)
            if outbox.backlog.bytes > before:
                self.queued.append(body)
            return link

        outbox.queue = noted  # type: ignore[method-assign]
        outbox.push = noted_push  # type: ignore[method-assign]

    # --- the client ------------------------------------------------------------------------

    def _receive(self, data: bytes) -> None:
        if self.socket.lost or not data:
            return
        if self.websocket:
            data = frame_head(BINARY, len(data), masked=True) + bytes(4) + data
        self.connection.data_received(data)

    def send(self, body: bytes, *, quick_ack: bool = False) -> None:
        """Let a packet with one message arrive."""
        self._last = max(wire.new_msg_id(), self._last + 4)
        salt = self.session_salt()
        packet = wire.seal(
            self.key.key, body, salt=salt, session_id=self.session_id, msg_id=self._last, seqno=0
        )
        self._receive(self.transport.frame(packet, quick_ack=quick_ack))

    def session_salt(self) -> int:
        return self.node.sessions._salts.current(self.entry.key_id, self.node.now())

    def send_long(self) -> None:
        """A packet that is opened beside the loop, and asks for nothing."""
        self.send(longs(MSGS_ACK, *range(8_190)))

    def send_noise(self) -> None:
        """A packet of a key that does not exist."""
        self._receive(self.transport.frame(os.urandom(120)))

    def heard(self) -> tuple[list[Got], list[int], list[int]]:
        """All messages that came, the quick acks' tokens and the error codes, each in order."""
        data = _payloads(bytes(self.socket.read)) if self.websocket else bytes(self.socket.read)
        messages: list[Got] = []
        tokens, errors = [], []
        for item in self.transport.feed(data):
            if isinstance(item, int):
                tokens.append(item)
            elif len(item) == 4:
                errors.append(int.from_bytes(item, "little", signed=True))
            else:
                assert not errors, "behind the last word"
                opened = wire.unseal(self.key.key, item)
                messages += unpack(opened.msg_id, opened.seqno, opened.body)
        return messages, tokens, errors


def _payloads(stream: bytes) -> bytes:
    """What the server's WebSocket frames hold."""
    found, at = [], 0
    while at < len(stream):
        opcode, size, at = stream[at] & 15, stream[at + 1], at + 2
        if size > 125:
            wide = 2 if size == 126 else 8
            size, at = int.from_bytes(stream[at : at + wide], "big"), at + wide
        if opcode == BINARY:
            found.append(stream[at : at + size])
        at += size
    return b"".join(found)


async def open_rig(
    private_key: RSAPrivateKey, cipher: StepCipher, kind: str, *, obfuscated: bool, websocket: bool
) -> tuple[Place, WireRig]:
    """A server, and a connection of it that has said nothing yet."""
    limits = Limits(stop_timeout_s=3, outbound_bytes_per_session=1 << 30)
    place = Place(private_key, limits)
    place.server._cipher = cipher  # type: ignore[assignment]
    await place.start()
    return place, WireRig(place, kind, obfuscated=obfuscated, websocket=websocket)
