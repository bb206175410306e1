"""MTProto inside a WebSocket: the same byte stream as on TCP, cut into frames that mean nothing.

https://core.telegram.org/mtproto/transports#websocket
"""

import h11
from wsproto import WSConnection
from wsproto.connection import ConnectionState, ConnectionType
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    Request,
    TextMessage,
)
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import RemoteProtocolError

from heliograph.net.connection import Connection
from heliograph.net.node import Node
from heliograph.telemetry import metrics

SUBPROTOCOL = "binary"

_GRAIN_BYTES = 16
_GRAINS_MAX = 1000
"""Frames that a connection may be behind one for every 16 bytes of payload: taking a frame apart
costs as much as a packet, and clients send a frame for each packet."""


class BadUpgrade(Exception):
    """The request asks for no WebSocket that is served here."""


def accept(request: h11.Request) -> tuple[WSConnection, bytes]:
    """Agree to an upgrade; gives the WebSocket and the answer to send. Raises BadUpgrade."""
    websocket = WSConnection(ConnectionType.SERVER)
    try:
        websocket.initiate_upgrade_connection(list(request.headers), request.target.decode("ascii"))
        asked = next(iter(websocket.events()))
    # Names that are no names fail in codecs.
    except (RemoteProtocolError, h11.ProtocolError, UnicodeError) as error:
        raise BadUpgrade(str(error)) from None
    if not isinstance(asked, Request) or SUBPROTOCOL not in asked.subprotocols:
        raise BadUpgrade("the subprotocol is not binary")
    return websocket, websocket.send(AcceptConnection(subprotocol=SUBPROTOCOL))


class WebSocketConnection(Connection):
    """A connection whose bytes travel in WebSocket frames; upgraded already."""

    def __init__(self, node: Node, address: str, websocket: WSConnection) -> None:
        super().__init__(node, address)
        self._websocket = websocket
        self._grains = 0
        self._code: int = CloseReason.GOING_AWAY
        metrics.NET_OPENED.labels("websocket").inc()

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        self._websocket.receive_data(data)
        for event in self._websocket.events():
            self._take(event)
            if self._closing:
                return

    def _take(self, event: Event) -> None:
        # The base class counts only payload as a sign of life: pings alone keep nothing open.
        if isinstance(event, BytesMessage):
            self._count_grains(len(event.data))
            super().data_received(bytes(event.data))
        elif isinstance(event, CloseConnection):
            if self._websocket.state is ConnectionState.REMOTE_CLOSING:
                self._say(event.response())
                # Nothing may follow that.
                self._hang_up()
            else:
                self._end(event.code)
        elif isinstance(event, TextMessage):
            self._end(CloseReason.UNSUPPORTED_DATA)
        else:
            self._count_grains(0)
            if isinstance(event, Ping):
                self._say(event.response())

    def _count_grains(self, size: int) -> None:
        self._grains = max(0, self._grains + 1 - size // _GRAIN_BYTES)
        if self._grains > _GRAINS_MAX:
            self.abort("frames of nothing")

    def _say(self, event: Event) -> None:
        """Send a control frame, unless the peer does not read."""
        if self._socket is not None and not self.paused_since:
            self._socket.write(self._websocket.send(event))

    def _end(self, code: int) -> None:
        self._code = code
        self.close()

    def _serve_http(self, head: bytes) -> None:
        self.abort("HTTP inside a WebSocket")

    def _write(self, data: bytes) -> None:
        if self._websocket.state is ConnectionState.OPEN:
            super()._write(self._websocket.send(BytesMessage(data=data)))

    def _part(self) -> None:
        super()._part()
        if self._websocket.state is ConnectionState.OPEN and self._socket is not None:
            self._socket.write(self._websocket.send(CloseConnection(code=self._code)))
