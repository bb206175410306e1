"""MTProto by HTTP: each request's body is a packet, and so is its answer's.

https://core.telegram.org/mtproto/transports#http
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

import h11

from heliograph.domain.networks import network_of
from heliograph.mtproto.errors import ErrorFrame, ProtocolError, TransportError
from heliograph.mtproto.handshake import Handshake
from heliograph.mtproto.handshake_wire import RES_PQ
from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.service import DisconnectLater, HttpWait
from heliograph.mtproto.session import Event
from heliograph.mtproto.transports import Frame, Whole
from heliograph.net.connection import Connection
from heliograph.net.http_request import Ask, examine, origin_of
from heliograph.net.http_turn import Turn
from heliograph.net.keys import KeyEntry
from heliograph.net.node import Node
from heliograph.net.node_session import NodeSession
from heliograph.net.websocket import BadUpgrade, WebSocketConnection, accept
from heliograph.telemetry import metrics

AHEAD_BYTES_MAX = 64 << 10
"""Taken of further requests while one is being answered; the rest stays in the socket."""

_RES_PQ = RES_PQ.to_bytes(4, "little")
_NO_OP = bytes(4)
"""Read as "nothing" by TDLib; for a step of a key exchange that has no reply."""

Elsewhere = Callable[[asyncio.Transport, bytes], None]
"""Serves a socket from a request on that is not for MTProto."""


class HttpConnection(Connection):
    """One HTTP connection, kept alive; a session is carried from a request to its answer."""

    # A request is answered by what its one packet has drawn by the time it was taken in.
    aside = False

    def __init__(
        self, node: Node, address: str = "", *, elsewhere: Elsewhere | None = None
    ) -> None:
        super().__init__(node, address, Whole())
        self._elsewhere = elsewhere
        self._http = h11.Connection(
            h11.SERVER, max_incomplete_event_size=node.limits.http_head_bytes_max
        )
        self._peer = address
        self._origin: str | None = None
        self._ask = Ask.BAD
        self._body = bytearray()
        self._ahead = bytearray()
        self._head_bytes = 0
        self._turn: Turn | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reading = False
        self._ending = False
        self._stepping: Handshake | None = None
        self._answered: tuple[NodeSession, Link] | None = None

    # --- the socket ------------------------------------------------------------------------

    def connection_made(self, made: asyncio.BaseTransport) -> None:
        super().connection_made(made)
        self._peer = self.address
        metrics.NET_OPENED.labels("http").inc()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_timer()
        if exc is not None and self._answered is not None:
            session, link = self._answered
            session.wire.lose_released(link)
        super().connection_lost(exc)
        self._turn = None
        self._body.clear()
        self._ahead.clear()

    def pause_writing(self) -> None:
        """Hear no more requests: those that are answered at once would be answered into memory."""
        super().pause_writing()
        if self._socket is not None:
            self._socket.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._turn is None and not self._closing:
            self._go_on()

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        self.last_received = self._node.now()
        if self._turn is None:
            self._feed(data)
            return
        self._ahead += data
        self._count_buffered()
        if len(self._ahead) > AHEAD_BYTES_MAX and self._socket is not None:
            self._socket.pause_reading()

    def _held_bytes(self) -> int:
        return len(self._body) + len(self._ahead) + self._head_bytes

    # --- requests --------------------------------------------------------------------------

    def _feed(self, data: bytes) -> None:
        if self._deadline is None or self._fresh:
            # From the first byte on: a request may not drip.
            self._fresh = False
            self._cancel_deadline()
            self._deadline = self._node.loop.call_later(
                self._node.limits.http_request_timeout_s, self.abort, "half a request"
            )
        self._head_bytes += len(data)
        self._http.receive_data(data)
        self._read()

    def _read(self) -> None:
        """Go through what has come, up to the end of a request that is to be answered later."""
        if self._reading:
            return
        self._reading = True
        try:
            while self._turn is None and not (self._closing or self.paused_since):
                event = self._http.next_event()
                if event is h11.NEED_DATA or event is h11.PAUSED:
                    break
                self._take(event)
        except h11.RemoteProtocolError as error:
            self._ending = True
            self._respond(error.error_status_hint)
        finally:
            self._reading = False
        if not self._closing:
            self._count_buffered()

    def _take(self, event: object) -> None:
        if isinstance(event, h11.Request):
            self._head_bytes = 0
            self._begin(event)
        elif isinstance(event, h11.Data):
            self._head_bytes = 0
            self._body += event.data
            if len(self._body) > self._node.limits.frame_bytes_max:
                self._ask = Ask.TOO_LARGE
            if self._ask is not Ask.PACKET:
                self._ending = True
                self._respond(self._ask.value)
        elif isinstance(event, h11.EndOfMessage):
            self._cancel_deadline()
            if self._ask is Ask.PACKET:
                self._receive()
            else:
                self._respond(self._ask.value)
        else:
            self.close()

    def _begin(self, request: h11.Request) -> None:
        node = self._node
        self._origin = origin_of(request)
        self._ask = examine(request, node.origins, body_max=node.limits.frame_bytes_max)
        if self._ask is Ask.ELSEWHERE and self._elsewhere is not None:
            self._leave(request, self._elsewhere)
            return
        client = node.proxies.client_of(self._peer, request.headers)
        if client is None:
            self._ending = True
            self._respond(Ask.BAD.value)
        elif not self._move_to(client):
            self._ending = True
            self._respond(HTTPStatus.TOO_MANY_REQUESTS)
        elif self._ask is Ask.TOO_LARGE:
            self._ending = True
            self._respond(self._ask.value)
        elif self._ask is Ask.UPGRADE:
            self._upgrade(request)
        elif self._ask is Ask.PACKET and self._http.they_are_waiting_for_100_continue:
            assert self._socket is not None
            go_on = h11.InformationalResponse(status_code=HTTPStatus.CONTINUE, headers=[])
            self._socket.write(self._http.send(go_on) or b"")

    def _leave(self, request: h11.Request, elsewhere: Elsewhere) -> None:
        socket, rest = self._socket, self._http.trailing_data[0]
        assert socket is not None
        self.connection_lost(None)
        elsewhere(socket, head_of(request) + rest)

    def _move_to(self, address: str) -> bool:
        """Count the connection for whom a proxy sends this request; false if they have too many."""
        network, admission = network_of(address), self._node.admission
        if network != self._network:
            if not admission.connect(network):
                return False
            admission.hold(self._network, -self._buffered)
            admission.disconnect(self._network)
            admission.hold(network, self._buffered)
            self._network = network
        self.address = address
        return True

    def _upgrade(self, request: h11.Request) -> None:
        try:
            websocket, answer = accept(request)
        except BadUpgrade:
            self._ask = Ask.BAD
            return
        assert self._socket is not None
        self._socket.write(answer)
        metrics.HTTP_ANSWERS.labels(Ask.UPGRADE.value).inc()
        self._socket.resume_reading()
        self._become(
            WebSocketConnection(self._node, self.address, websocket), self._http.trailing_data[0]
        )

    # --- packets ---------------------------------------------------------------------------

    def _receive(self) -> None:
        """Take in a whole packet; its answer comes from `flush`, now or later."""
        body = bytes(self._body)
        self._body.clear()
        self._unencrypted = 0
        self._turn = Turn(self._node.now(), longest_s=self._node.limits.http_wait_max_s)
        super().data_received(body)
        if self._turn is not None and not (self._busy or self._framed or self._links):
            self._respond(HTTPStatus.OK, _NO_OP)

    def _open(self, entry: KeyEntry, frame: Frame) -> None:
        super()._open(entry, frame)
        self.wake()

    def _react(self, session: NodeSession, link: Link, event: Event) -> None:
        if isinstance(event, HttpWait) and self._turn is not None:
            self._turn.ask(event)
        elif not isinstance(event, DisconnectLater):
            # The connection is nobody's own: a proxy may send others' requests by it.
            super()._react(session, link, event)

    def _exchange_of(self, body: bytes) -> Handshake:
        self._stepping = self._node.http_exchanges.of(body)
        return self._stepping

    def _say_unencrypted(self, body: bytes) -> None:
        if self._stepping is not None and body.startswith(_RES_PQ):
            self._node.http_exchanges.keep(self._stepping, body)
        super()._say_unencrypted(body)

    # --- answers ---------------------------------------------------------------------------

    def flush(self) -> None:
        """Answer the request if that is due; hang up if the connection is closing."""
        self._dirty = False
        if self._closing:
            self._hang_up()
        socket = self._socket
        if self._turn is None or socket is None or socket.is_closing() or self.paused_since:
            return
        if self._framed:
            self._respond(HTTPStatus.OK, self._take_framed().pop())
            return
        now = self._node.now()
        for session, link in self._links.items():
            outbox = session.wire.outbox
            queued = len(link.queue) + (outbox.too_long and link.proven)
            self._cancel_timer()
            wait_s = self._turn.due(queued, now) - now
            if wait_s > 0:
                self._timer = self._node.loop.call_later(wait_s, self.wake)
            else:
                self._answer(session, link, now)
            return

    def _answer(self, session: NodeSession, link: Link, now: float) -> None:
        session.wire.ack_running(link)
        packet = session.wire.flush(link, now, even_empty=True)
        assert packet is not None
        self._links.clear()
        self._answered = session, link
        other = session.wire.release_link(link)
        if other is not None:
            other.carrier.wake()
        self._node.sessions.lose(session)
        self._respond(HTTPStatus.OK, packet)

    def _refuse(self, error: ProtocolError) -> None:
        if not isinstance(error, ErrorFrame | TransportError):
            super()._refuse(error)
            return
        if self._turn is None:
            self.close()
            return
        # TDLib reads the status, others the four bytes that TCP would have sent.
        code = error.code if isinstance(error, ErrorFrame) else -Ask.BAD.value
        self._respond(-code, self._wire.error_frame(code))

    def _respond(self, status: int, body: bytes = b"") -> None:
        """Answer the request there is, and go on with the next."""
        socket = self._socket
        if socket is None or self._closing:
            return
        self._turn = None
        self._cancel_timer()
        self._cancel_deadline()
        self._body.clear()
        metrics.HTTP_ANSWERS.labels(status).inc()
        headers = self._page_headers()
        if status != Ask.PREFLIGHT.value:
            headers.append(("Content-Length", str(len(body))))
        if self._ending:
            headers.append(("Connection", "close"))
        http = self._http
        if http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            events = (
                h11.Response(status_code=status, headers=headers),
                h11.Data(data=body),
                h11.EndOfMessage(),
            )
            socket.write(b"".join(http.send(event) or b"" for event in events))
        if http.our_state is h11.DONE and http.their_state is h11.DONE:
            http.start_next_cycle()
            self._go_on()
        else:
            super().close()

    def _page_headers(self) -> list[tuple[str, str]]:
        headers = [("Content-Type", "application/octet-stream"), ("Cache-Control", "no-store")]
        if self._origin is not None and self._node.origins.allows(self._origin):
            headers += [
                ("Access-Control-Allow-Origin", self._node.origins.answer_to(self._origin)),
                ("Access-Control-Allow-Methods", "POST, OPTIONS"),
                ("Access-Control-Allow-Headers", "content-type"),
                ("Access-Control-Max-Age", "86400"),
                ("Vary", "Origin"),
            ]
        return headers

    def _go_on(self) -> None:
        """Take up what came while the last request was being answered, or answers were not read."""
        if self._reading or self._socket is None or self.paused_since:
            return
        self._socket.resume_reading()
        ahead = bytes(self._ahead)
        self._ahead.clear()
        if ahead:
            self._feed(ahead)
        else:
            self._read()

    # --- endings ---------------------------------------------------------------------------

    def forget(self, session: NodeSession) -> None:
        """The session has ended, and with it whoever waits for its messages."""
        super().forget(session)
        self.abort("its session has ended")

    def close(self) -> None:
        """Close; a request that waits gets its answer first."""
        self._ending = True
        self.flush()
        if self._turn is not None and not self.paused_since:
            for session, link in tuple(self._links.items()):
                self._answer(session, link, self._node.now())
        super().close()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def head_of(request: h11.Request) -> bytes:
    """A request's head as bytes again, for another parser."""
    lines = [request.method + b" " + request.target + b" HTTP/" + request.http_version]
    lines += [name + b": " + value for name, value in request.headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"
