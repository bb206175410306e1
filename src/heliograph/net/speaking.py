"""What a connection says: queued messages to packets, packets to bytes, in order to the end."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from heliograph.mtproto.envelope import Packet
from heliograph.mtproto.errors import ErrorFrame, ProtocolError, Remedy
from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.transports import Framing, ServerTransport
from heliograph.net.bounded_socket import BoundedSocket
from heliograph.net.cipher import ASIDE_BYTES
from heliograph.net.node import Node
from heliograph.net.node_session import NodeSession
from heliograph.telemetry.logs import get_logger

FLUSH_BYTES_MAX = 1 << 20
"""Written per loop turn and connection; the rest waits for the next turn, so others get theirs."""

log = get_logger(__name__)


class SpeakingSocket(BoundedSocket):
    """The sending half of a connection, with the sessions it carries.

    What was taken from them and not written yet is counted here: what is framed, what is being
    sealed, what a session left behind.
    """

    def __init__(self, node: Node, address: str, framing: Framing | None) -> None:
        super().__init__(node, address)
        self._wire = ServerTransport(node.limits.frame_bytes_max, framing=framing)
        self._links: dict[NodeSession, Link] = {}
        self._framed: list[bytes] = []
        self._framed_bytes = 0
        self._sealing = False
        self._left: deque[Packet] = deque()
        self._last_word = 0
        self._dirty = False

    def wake(self) -> None:
        """Write what is queued in this turn of the event loop."""
        if not self._dirty and not self._over:
            self._dirty = True
            self._node.flusher.add(self)

    def forget(self, session: NodeSession) -> None:
        """Carry a session no longer, because it has ended."""
        self._links.pop(session, None)

    def leave(self, session: NodeSession) -> None:
        """Close once what is queued is written, and carry the session no longer from now on."""
        self.close()
        link, now = self._links.pop(session, None), self._node.now()
        if link is None:
            return
        while not self._over and (packet := session.wire.next_packet(link, now)) is not None:
            self._left.append(packet)
            self._node.unsent.take(packet.size)
        session.wire.close_link(link, now)

    def flush(self) -> None:
        """Write what is queued, in one piece; hang up behind the last of it if it is closing."""
        self._dirty = False
        if self._socket is None or self._socket.is_closing() or self.paused_since:
            return
        out = self._take_framed() if self._framed else []
        size = 0 if self._sealing else self._seal_into(out)
        if out:
            self._write(out[0] if len(out) == 1 else b"".join(out))
        if size >= FLUSH_BYTES_MAX:
            self.wake()
        elif self._closing and not self._sealing:
            self._hang_up()

    def _put(self, framed: bytes) -> None:
        """Have this written next, in the order in which it was framed.

        An obfuscated stream moves on with each frame.
        """
        self._framed.append(framed)
        self._framed_bytes += len(framed)
        self._node.unsent.take(len(framed))
        self.wake()

    def _take_framed(self) -> list[bytes]:
        self._node.unsent.give_back(self._framed_bytes)
        framed, self._framed, self._framed_bytes = self._framed, [], 0
        return framed

    def _seal_into(self, out: list[bytes]) -> int:
        """Add what waits, in the order in which it is cut, up to a bound or to a long packet; gives
        its size in bytes."""
        size = 0
        for packet in self._packets():
            if packet.size > ASIDE_BYTES:
                self._sealing = True
                self._node.unsent.take(packet.size)
                self._node.spawn(self._seal_aside(packet))
                break
            out.append(self._wire.frame(packet.seal()))
            size += packet.size
            if size >= FLUSH_BYTES_MAX:
                break
        return size

    def _packets(self) -> Iterator[Packet]:
        """Each counts as sent once it is given."""
        while self._left:
            left = self._left.popleft()
            self._node.unsent.give_back(left.size)
            yield left
        now = self._node.now()
        for session, link in self._links.items():
            while (packet := session.wire.next_packet(link, now)) is not None:
                yield packet
                if not link.queue:
                    break

    async def _seal_aside(self, packet: Packet) -> None:
        with self._refusing():
            try:
                sealed = await self._node.cipher(packet.seal)
            finally:
                self._node.unsent.give_back(packet.size)
            self._sealing = False
            if not self._over:
                self._put(self._wire.frame(sealed))

    def _drop_unwritten(self) -> None:
        """Nobody will read it."""
        self._take_framed()
        while self._left:
            self._node.unsent.give_back(self._left.popleft().size)

    def _part(self) -> None:
        if self._last_word:
            self._write(self._wire.error_frame(self._last_word))

    def _refuse(self, error: ProtocolError) -> None:
        log.debug("connection refused", address=self.address, error=repr(error))
        if error.remedy is Remedy.ERROR_FRAME and isinstance(error, ErrorFrame) and self._wire.name:
            if not self._closing:
                self._last_word = error.code
            self.close()
        elif error.remedy is not Remedy.DROP_PACKET:
            self.abort(repr(error))

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """End this connection for what goes wrong, and nothing else with it."""
        try:
            yield
        except ProtocolError as error:
            self._refuse(error)
        except Exception:
            # Never -404 for a fault of ours: the client would throw a good key away.
            log.exception("connection work failed", address=self.address)
            self.abort("fault")
