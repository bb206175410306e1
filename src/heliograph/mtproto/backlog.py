"""How much of a session waits to be sent, counted against what all sessions may hold together."""

from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.outgoing import Kind, Outgoing


class Backlog:
    """The accounts of a session's queues: `bytes` of all that waits, updates apart."""

    def __init__(self, limits: SessionLimits, everybody: Budget) -> None:
        self._limits = limits
        self._everybody = everybody
        self._pushes = 0
        self._pushes_bytes = 0
        self.bytes = 0

    def count(self, out: Outgoing) -> None:
        """A message waits from now on."""
        self.bytes += out.size
        self._everybody.take(out.size)
        if out.kind is Kind.PUSH:
            self._pushes += 1
            self._pushes_bytes += len(out.body)

    def forget(self, out: Outgoing) -> None:
        """It is sent, or never will be."""
        self.bytes -= out.size
        self._everybody.give_back(out.size)
        if out.kind is Kind.PUSH:
            self._pushes -= 1
            self._pushes_bytes -= len(out.body)

    def takes_push(self, body: bytes) -> bool:
        """Whether one more update may wait."""
        return (
            self._pushes < self._limits.pushes
            and self._pushes_bytes + len(body) <= self._limits.pushes_bytes
            and not self._everybody.exceeded
        )
