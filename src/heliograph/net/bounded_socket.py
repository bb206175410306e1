"""One socket: what it holds back while its peer does not read, its deadline, its end."""

import asyncio
from abc import ABC, abstractmethod

from heliograph.net.node import Node
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)


class BoundedSocket(asyncio.Protocol, ABC):
    """Its bytes count against what slow readers may hold together; what they say is the heirs'.

    `paused_since` is when the peer stopped reading, 0 while it does.
    """

    def __init__(self, node: Node, address: str) -> None:
        self._node = node
        self._socket: asyncio.Transport | None = None
        self._closing = False
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
        """Write everything queued, in one piece."""

    def pause_writing(self) -> None:
        assert self._socket is not None
        self.paused_since = self._node.now()
        self._held_back = self._socket.get_write_buffer_size()
        self._node.unsent.take(self._held_back)

    def resume_writing(self) -> None:
        self.paused_since = 0.0
        self._release_held_back()
        self.wake()

    @property
    def stalled(self) -> bool:
        """Whether the peer does not read what it is sent."""
        return self.paused_since > 0

    def close(self) -> None:
        """Close quietly once everything queued is written."""
        if self._socket is not None and not self._closing:
            self.flush()
            self._closing = True
            self.paused_since = self.paused_since or self._node.now()
            self._socket.close()

    async def closed(self) -> None:
        """Wait until the socket is gone."""
        if self._socket is not None:
            self._gone = self._gone or self._node.loop.create_future()
            await asyncio.shield(self._gone)

    def abort(self, reason: str) -> None:
        """Close at once and drop what is unsent."""
        if self._socket is not None:
            log.debug("connection aborted", address=self.address, reason=reason)
            self._closing = True
            self._socket.abort()

    def _write(self, data: bytes) -> None:
        assert self._socket is not None
        self._socket.write(data)

    def _stay(self, delay_s: int) -> None:
        self._cancel_deadline()
        self._deadline = self._node.loop.call_later(delay_s, self.close)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _release_held_back(self) -> None:
        self._node.unsent.give_back(self._held_back)
        self._held_back = 0
