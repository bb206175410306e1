"""One connection: bytes to frames, frames to sessions and key exchanges; its beginning and end."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from functools import partial
from typing import Any, cast

from heliograph.domain.networks import network_of
from heliograph.mtproto.envelope import (
    Plain,
    auth_key_id_of,
    open_message,
    open_unencrypted,
    seal_unencrypted,
)
from heliograph.mtproto.errors import (
    HandshakeError,
    HttpRequest,
    ProtocolError,
    TransportFlood,
    UnknownAuthKey,
)
from heliograph.mtproto.handshake import Handshake
from heliograph.mtproto.msg_ids import ServerMsgIds
from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.packing import destroyed_session
from heliograph.mtproto.service import DestroyAuthKey, DestroySession, DisconnectLater
from heliograph.mtproto.session import Event, Query
from heliograph.mtproto.transports import Frame, Framing
from heliograph.net.cipher import ASIDE_BYTES
from heliograph.net.destroying import destroy_key
from heliograph.net.entrance import hand_over, peer_of
from heliograph.net.keys import KeyEntry
from heliograph.net.node import Node
from heliograph.net.node_session import NodeSession
from heliograph.net.speaking import SpeakingSocket
from heliograph.telemetry.logs import get_logger

WRITE_HIGH_BYTES = 256 << 10
DISCONNECT_DELAY_MAX_S = 3600

SPOKEN_SINCE_S = 75
"""How long a connection stays that had a ping close it sooner, but has spoken since. mtcute asks
for 7 s while a query waits, has its answer, and pings a minute later: it lost every connection.
https://core.telegram.org/mtproto/service_messages#deferred-connection-closure--ping
"""

UNENCRYPTED_MAX = 32
"""Messages without a key on one connection: an exchange takes three, and some acks or a retry."""

SESSIONS_MAX = 64
"""Sessions on one connection: each write looks at all of them, and clients have one or two."""

log = get_logger(__name__)


class Connection(SpeakingSocket):
    """Reads and writes one socket; everything it is refused for ends it, and nothing else.

    `address` is the client's where a trusted proxy has told it, and `framing` is given where the
    first bytes need not tell it. `aside` says that long packets may be opened beside the loop: what
    comes behind them waits.
    """

    aside = True

    def __init__(self, node: Node, address: str = "", framing: Framing | None = None) -> None:
        super().__init__(node, address, framing)
        self._waiting: deque[Frame] = deque()
        self._busy = False
        self._fresh = True
        self._buffered = 0
        self._unencrypted = 0
        self._handshake: Handshake | None = None
        self._msg_ids: ServerMsgIds | None = None
        self._pinged_away = False
        self._network = ""
        self.last_received = 0.0

    # --- asyncio.Protocol ------------------------------------------------------------------

    def connection_made(self, made: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods of asyncio.Transport and another ancestry.
        transport = cast(asyncio.Transport, made)
        node = self._node
        address = self.address or peer_of(transport)
        network = network_of(address)
        if not node.admission.connect(network):
            transport.abort()
            return
        self.address, self._network = address, network
        self._socket = transport
        transport.set_write_buffer_limits(high=WRITE_HIGH_BYTES)
        node.connections.add(self)
        self._deadline = node.loop.call_later(
            node.limits.first_packet_timeout_s, self.abort, "no first packet"
        )

    def pause_writing(self) -> None:
        super().pause_writing()
        for session in tuple(self._links):
            session.end_unread()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._socket is None:
            return
        node, self._socket = self._node, None
        self._closing = self._over = True
        node.admission.hold(self._network, -self._buffered)
        node.admission.disconnect(self._network)
        node.connections.discard(self)
        self._cancel_deadline()
        node.inbound.give_back(self._buffered + sum(len(f.payload) for f in self._waiting))
        self._buffered = 0
        self._waiting.clear()
        self._drop_unwritten()
        self._release_held_back()
        if self._handshake is not None:
            node.exchanges.end(self._handshake)
        now = node.now()
        for session, link in tuple(self._links.items()):
            session.wire.close_link(link, now)
            node.sessions.lose(session)
            for carrier in session.carriers():
                carrier.wake()
        self._links.clear()
        if self._gone is not None:
            self._gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        node = self._node
        self.last_received = node.now()
        try:
            frames = self._wire.feed(data)
            self._count_buffered()
            for frame in frames:
                if self._busy:
                    self._hold(frame)
                else:
                    self._accept(frame)
        except HttpRequest as request:
            self._serve_http(request.head)
        except ProtocolError as error:
            self._refuse(error)

    def _serve_http(self, head: bytes) -> None:
        """Somebody speaks HTTP to the MTProto port."""
        if self._node.http is None:
            self.abort("HTTP is not served")
        else:
            self._become(self._node.http(self._node, self.address), head)

    def _become(self, other: asyncio.Protocol, data: bytes) -> None:
        """Leave the socket to another protocol, which begins with what was received."""
        socket = self._socket
        assert socket is not None
        self.connection_lost(None)
        hand_over(socket, other, data, paused=self.stalled)

    def _held_bytes(self) -> int:
        """What was received and waits for more."""
        return self._wire.buffered_bytes

    def _count_buffered(self) -> None:
        grown = self._held_bytes() - self._buffered
        if grown:
            self._buffered += grown
            self._node.inbound.take(grown)
            held = self._node.admission.hold(self._network, grown)
            if grown > 0 and (self._node.inbound.exceeded or not held):
                self.abort("inbound budget spent")

    # --- frames ----------------------------------------------------------------------------

    def _accept(self, frame: Frame) -> None:
        if self._closing:
            return
        if self._fresh:
            self._fresh = False
            self._cancel_deadline()
        if self._pinged_away:
            self._stay(SPOKEN_SINCE_S, then=self.close)
        key_id = auth_key_id_of(frame.payload)
        if key_id == 0:
            self._step_handshake(frame.payload)
            return
        entry = self._node.ring.get(key_id)
        if entry is None:
            self._work(self._load_key(key_id, frame))
        else:
            self._open(entry, frame)

    def _open(self, entry: KeyEntry, frame: Frame) -> None:
        node = self._node
        if entry.expired(node.now()):
            raise UnknownAuthKey(f"{self.address} uses an expired key")
        if self.aside and len(frame.payload) > ASIDE_BYTES:
            self._work(self._open_aside(entry, frame))
        else:
            self._take_in(entry, frame, open_message(entry.secret, frame.payload))

    async def _open_aside(self, entry: KeyEntry, frame: Frame) -> None:
        ring, inbound, size = self._node.ring, self._node.inbound, len(frame.payload)
        inbound.take(size)
        try:
            plain = await self._node.cipher(partial(open_message, entry.secret, frame.payload))
        finally:
            inbound.give_back(size)
        key_id = auth_key_id_of(frame.payload)
        # The key may have ended meanwhile, or have been let go of by the ring.
        known = ring.get(key_id) or await ring.load(key_id)
        if known is None:
            raise UnknownAuthKey(f"{self.address} uses an ended key")
        if not self._closing:
            self._take_in(known, frame, plain)

    def _take_in(self, entry: KeyEntry, frame: Frame, plain: Plain) -> None:
        node = self._node
        session = entry.sessions.get(plain.session_id)
        if session is None:
            session = node.sessions.open(entry, plain.session_id)
            if session is None:
                raise TransportFlood("too many sessions of one key")
        link = self._links.get(session) or self._carry(session)
        wire = session.wire
        for event in wire.receive(plain, link, node.now()):
            if type(event) is Query:
                node.queries.start(session, event, self.address)
                node.sessions.note_query(session)
            else:
                self._react(session, link, event)
        if frame.quick_ack and not self.paused_since and wire.knows(plain.msg_id):
            self._put(self._wire.quick_ack(plain.quick_ack_token))
        if not self._dirty and wire.outbox.has_news(link):
            self.wake()
        if session.holds_too_much:
            self.abort("service answers overflow")

    def _carry(self, session: NodeSession) -> Link:
        if len(self._links) >= SESSIONS_MAX:
            raise TransportFlood("too many sessions on one connection")
        link = self._links[session] = session.wire.open_link(self)
        return link

    def _react(self, session: NodeSession, link: Link, event: Event) -> None:
        if isinstance(event, DisconnectLater):
            delay_s = min(max(event.delay_s, 0), DISCONNECT_DELAY_MAX_S)
            self._pinged_away = delay_s < SPOKEN_SINCE_S
            self._stay(delay_s, then=self.close)
        elif isinstance(event, DestroySession):
            # A session cannot end itself: its answer would have nowhere to go.
            other = event.session_id != session.session_id
            found = other and self._node.sessions.destroy(session.entry, event.session_id)
            session.wire.tell(link, destroyed_session(event.session_id, found=found))

        elif isinstance(event, DestroyAuthKey):
            destroying = destroy_key(self._node, session, link, msg_id=event.msg_id, carrier=self)
            self._node.spawn(destroying)

    async def _load_key(self, key_id: int, frame: Frame) -> None:
        entry = await self._node.ring.load(key_id)
        if entry is None:
            raise UnknownAuthKey(f"{self.address} uses an unknown key")
        if self._closing:
            return
        if self.aside and len(frame.payload) > ASIDE_BYTES:
            # This is work already: nothing else of the connection goes on meanwhile.
            await self._open_aside(entry, frame)
        else:
            self._open(entry, frame)

    # --- key exchange ----------------------------------------------------------------------

    def _step_handshake(self, payload: bytes) -> None:
        self._unencrypted += 1
        if self._unencrypted > UNENCRYPTED_MAX:
            raise HandshakeError(f"{self.address} goes on without a key")
        exchanges = self._node.exchanges
        body = open_unencrypted(payload)
        handshake = self._exchange_of(body)
        step = handshake.step(body)
        if isinstance(step, bytes):
            # Only req_pq is answered without work.
            if not self._node.admission.may_begin(self._network):
                raise TransportFlood(f"key exchanges from {self._network}")
            self._say_unencrypted(step)
        elif step is not None:
            work = step

            async def compute() -> None:
                self._say_unencrypted(await exchanges.compute(handshake, work, self._network))

            self._work(compute())

    def _exchange_of(self, body: bytes) -> Handshake:
        """The exchange that an unencrypted request goes on with."""
        if self._handshake is None or not self._node.exchanges.is_open(self._handshake):
            self._handshake = self._node.exchanges.begin()
        return self._handshake

    def _say_unencrypted(self, body: bytes) -> None:
        if self._closing:
            return
        if self.paused_since and not self._links:
            self.abort("does not read its key exchange")
            return
        if self._msg_ids is None:
            self._msg_ids = ServerMsgIds()
        msg_id = self._msg_ids.next(self._node.now(), reply=True)
        self._put(self._wire.frame(seal_unencrypted(msg_id, body)))

    # --- waiting for a key or for arithmetic -------------------------------------------------

    def _work(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that takes a while; frames that come meanwhile keep their order."""
        assert self._socket is not None
        self._busy = True
        self._socket.pause_reading()
        self._node.spawn(self._finish(work))

    async def _finish(self, work: Coroutine[Any, Any, None]) -> None:
        with self._refusing():
            await work
        self._busy = False
        with self._refusing():
            while self._waiting and not self._busy:
                frame = self._waiting.popleft()
                self._node.inbound.give_back(len(frame.payload))
                self._accept(frame)
        if self._socket is not None and not self._busy and not self._closing:
            self._socket.resume_reading()

    def _hold(self, frame: Frame) -> None:
        self._waiting.append(frame)
        self._node.inbound.take(len(frame.payload))

    def sweep(self, now: float) -> None:
        """End what has been silent, or has not been reading, for too long."""
        limits = self._node.limits
        # Without a session only a key exchange may be under way; Android's warm sockets are fresh.
        allowed_s = limits.idle_timeout_s if self._links else limits.first_packet_timeout_s
        if self.paused_since and now - self.paused_since > limits.write_stall_s:
            self.abort("does not read")
        elif not self._fresh and now - self.last_received > allowed_s:
            self.close()
