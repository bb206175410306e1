"""Uvicorn's HTTP protocol with what it lacks: time limits, a bound and calm about bad requests.

Requests for MTProto leave it: their connections have other limits, and may become WebSockets.
"""

import asyncio
from functools import partial
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from heliograph.config import Limits
from heliograph.net.entrance import hand_over
from heliograph.net.http import head_of
from heliograph.net.http_request import is_api
from heliograph.net.server import MtprotoServer


class _BoundedProtocol(H11Protocol):
    """One connection; what has no value here comes with a subclass.

    `address` is the client's where a trusted proxy has told it, empty for the socket's peer.
    """

    connections_max: int
    exchange_timeout_s: float
    mtproto: MtprotoServer | None
    address: str = ""
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) >= self.connections_max:
            self._make_room()
        super().connection_made(transport)
        self._restart_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        super().connection_lost(exc)

    def _should_upgrade(self) -> bool:
        # Uvicorn asks this of every request, before it takes in the body.
        self.scope["state"]["progress"] = self._restart_deadline
        if self.address:
            self.scope["client"] = (self.address, 0)
        if self.mtproto is not None and is_api(self.scope["raw_path"]):
            return True
        return super()._should_upgrade()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Leave the connection to MTProto, from this request on."""
        assert self.mtproto is not None
        self._cancel_deadline()
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        self.mtproto.serve_http(
            self.transport,
            head_of(event) + self.conn.trailing_data[0],
            address=self.address,
            paused=self.flow.write_paused,
            elsewhere=partial(self._come_back, self.address),
        )

    def _come_back(self, address: str, socket: asyncio.Transport, data: bytes) -> None:
        """Serve a connection again whose next request is not for MTProto."""
        again = type(self)(
            config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        again.address = address
        hand_over(socket, again, data)

    def on_response_complete(self) -> None:
        self._restart_deadline()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        if self.cycle is not None:
            # The application may be about to answer the sound part of a request whose body is
            # broken: it is told that nobody reads.
            self.cycle.disconnected = True
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.abort()

    def _make_room(self) -> None:
        """Drop whoever got no answer for longest, so that half-requests keep nobody out."""
        others = cast("set[_BoundedProtocol]", self.connections)
        stalest = min(others, key=_BoundedProtocol._deadline_time)
        others.discard(stalest)
        stalest.transport.abort()

    def _deadline_time(self) -> float:
        return self._deadline.when() if self._deadline is not None else 0.0

    def _restart_deadline(self) -> None:
        # Not moved by bytes that come in, as the keep-alive timer is: a request may not drip.
        # It also covers the answer, which a client may be slow to read.
        self._cancel_deadline()
        self._deadline = self.loop.call_later(self.exchange_timeout_s, self.transport.abort)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def bounded_protocol(limits: Limits, mtproto: MtprotoServer | None = None) -> type[H11Protocol]:
    """What uvicorn calls for each connection, under the limits; requests for MTProto leave it."""

    class Bounded(_BoundedProtocol):
        connections_max = limits.http_connections_max
        exchange_timeout_s = limits.http_exchange_timeout_s

    Bounded.mtproto = mtproto
    if mtproto is None:
        return Bounded

    def make(address: str, **given: Any) -> H11Protocol:
        protocol = Bounded(**given)
        protocol.address = address
        return protocol

    def enter(**given: Any) -> asyncio.Protocol:
        return mtproto.behind_proxies(partial(make, **given))()

    # Uvicorn only calls what it is told is a class.
    return cast(type[H11Protocol], enter)
