"""How much of a session waits to be sent, counted against what all sessions may hold together."""

from heliograph.mtproto.budgets import Budget
from heliograph.mtproto.limits import SessionLimits
from heliograph.mtproto.outgoing import Kind, Outgoing

_PUSH = Kind.PUSH
"""For what every delivery passes: a member is found four times slower by its class."""


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
        if out.kind is _PUSH:
            self._pushes += 1
            self._pushes_bytes += len(out.body)

    def forget(self, out: Outgoing) -> None:
        """It is sent, or never will be."""
        self.bytes -= out.size
        self._everybody.give_back(out.size)
        if out.kind is _PUSH:
            self._pushes -= 1
            self._pushes_bytes -= len(out.body)

    def count_push(self, out: Outgoing) -> bool:
        """An update waits from now on; false, and nothing counted, if no more of them may."""
        size, everybody = len(out.body), self._everybody
        if (
            self._pushes >= self._limits.pushes
            or self._pushes_bytes + size > self._limits.pushes_bytes
            or everybody.exceeded
        ):
            return False
        self._pushes += 1
        self._pushes_bytes += size
        self.bytes += out.size
        everybody.take(out.size)
        return True
