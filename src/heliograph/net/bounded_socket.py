"""One socket: what it holds back while its peer does not read, its deadline, its end."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from heliograph.net.node import Node
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)


class BoundedSocket(asyncio.Protocol, ABC):
    """Its bytes count against what slow readers may hold together; what they say is the heirs'.

    `paused_since` is when the peer stopped reading, 0 while it does. One that is closing hears
    nothing more; one that is over says nothing more either.
    """

    def __init__(self, node: Node, address: str) -> None:
        self._node = node
        self._socket: asyncio.Transport | None = None
        self._closing = False
        self._over = False
        self._held_back = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._gone: asyncio.Future[None] | None = None
        self.address = address
        self.paused_since = 0.0

    @abstractmethod
    def wake(self) -> None:
        """Write what is queued in this turn of the event loop."""

    @abstractmethod
    def flush(self) -> None:
        """Write what is queued, in one piece; hang up behind the last of it if it is closing."""

    def pause_writing(self) -> None:
        assert self._socket is not None
        self.paused_since = self._node.now()
        self._held_back = self._socket.get_write_buffer_size()
        self._node.unsent.take(self._held_back)
        if self._node.unsent.exceeded:
            # It may have no session left to end, or one with nothing queued behind this.
            self.abort("does not read while all hold too much")

    def resume_writing(self) -> None:
        self.paused_since = 0.0
        self._release_held_back()
        self.wake()

    @property
    def stalled(self) -> bool:
        """Whether the peer does not read what it is sent."""
        return self.paused_since > 0

    def close(self) -> None:
        """Close quietly once everything queued is written, or `write_stall_s` are over."""
        if self._socket is not None and not self._closing:
            self._stay(self._node.limits.write_stall_s, then=self._give_up)
            self._closing = True
            self.flush()

    def _give_up(self) -> None:
        self.abort("does not read to the end")

    def _hang_up(self) -> None:
        """Close behind what is written, or when `write_stall_s` are over."""
        if self._socket is not None and not self._over:
            self._part()
            if not self._closing:
                # Else it has the deadline of what closes it.
                self._stay(self._node.limits.write_stall_s, then=self._give_up)
            self._closing = self._over = True
            # What its sessions hold is read by nobody here.
            self.paused_since = self.paused_since or self._node.now()
            self._socket.close()

    def _part(self) -> None:
        """Write what stands at the very end."""

    async def closed(self) -> None:
        """Wait until the socket is gone."""
        if self._socket is not None:
            self._gone = self._gone or self._node.loop.create_future()
            await asyncio.shield(self._gone)

    def abort(self, reason: str) -> None:
        """Close at once and drop what is unsent."""
        if self._socket is not None:
            log.debug("connection aborted", address=self.address, reason=reason)
            self._closing = self._over = True
            self._socket.abort()

    def drop(self, reason: str) -> None:
        """Close at once, unless it is closing: that comes to its end."""
        if not self._closing:
            self.abort(reason)

    def _write(self, data: bytes) -> None:
        assert self._socket is not None
        self._socket.write(data)

    def _stay(self, delay_s: int, *, then: Callable[[], None]) -> None:
        self._cancel_deadline()
        self._deadline = self._node.loop.call_later(delay_s, then)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _release_held_back(self) -> None:
        self._node.unsent.give_back(self._held_back)
        self._held_back = 0
