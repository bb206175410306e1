"""Uvicorn's HTTP protocol with what it lacks: time limits, a bound and calm about bad requests."""

import asyncio
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from heliograph.config import Limits


class _BoundedProtocol(H11Protocol):
    """One connection; `connections_max` and `exchange_timeout_s` come with a subclass."""

    connections_max: int
    exchange_timeout_s: float
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) >= self.connections_max:
            self._make_room()
        super().connection_made(transport)
        self._restart_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

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
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(self.exchange_timeout_s, self.transport.abort)


def bounded_protocol(limits: Limits) -> type[H11Protocol]:
    """The protocol class for uvicorn under the limits."""

    class Bounded(_BoundedProtocol):
        connections_max = limits.http_connections_max
        exchange_timeout_s = limits.http_exchange_timeout_s

    return Bounded
