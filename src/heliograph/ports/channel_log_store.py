"""Storage of what was done in channels, for two days."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.channel_log import LogAsked, LogEntry


class ChannelLogOperations(Protocol):
    """What admins are told of who did what. It is written with what is done."""

    async def channel_log(self, asked: LogAsked) -> Sequence[LogEntry]:
        """The entries that somebody wants, the newest first; none is older than two days."""
        ...
