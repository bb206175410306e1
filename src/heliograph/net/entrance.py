"""Sockets before it is known who serves them: handing over, and a trusted proxy's first words."""

import asyncio
from collections.abc import Callable
from typing import cast

from heliograph.mtproto.errors import TransportError
from heliograph.net.proxies import TrustedProxies
from heliograph.net.proxy_protocol import read_proxy_header

MakeProtocol = Callable[[str], asyncio.Protocol]
"""What serves a socket; it is told the client's address, empty for the socket's own peer."""


def hand_over(
    socket: asyncio.Transport, other: asyncio.Protocol, data: bytes, *, paused: bool = False
) -> None:
    """Let another protocol go on with a socket, beginning with what was received.

    `paused` says that the peer does not read: nobody is told a second time.
    """
    other.connection_made(socket)
    socket.set_protocol(other)
    if paused and not socket.is_closing():
        other.pause_writing()
    if data and not socket.is_closing():
        other.data_received(data)


def peer_of(transport: asyncio.BaseTransport) -> str:
    """The address of a socket's other end, empty if it has none."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if peer else ""


class Entrance(asyncio.Protocol):
    """Takes a PROXY header off the connections of trusted proxies; all others pass at once."""

    def __init__(self, make: MakeProtocol, proxies: TrustedProxies, *, timeout_s: float) -> None:
        self._make = make
        self._proxies = proxies
        self._timeout_s = timeout_s
        self._buffer = b""
        self._socket: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, made: asyncio.BaseTransport) -> None:
        self._socket = cast(asyncio.Transport, made)
        if self._proxies.trusts(peer_of(made)):
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._timeout_s, self._socket.abort)
        else:
            hand_over(self._socket, self._make(""), b"")

    def data_received(self, data: bytes) -> None:
        assert self._socket is not None
        self._buffer += data
        try:
            named = read_proxy_header(self._buffer)
        except TransportError:
            self._socket.abort()
            return
        if named is not None:
            self._stop_waiting()
            hand_over(self._socket, self._make(named.address), named.rest)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
