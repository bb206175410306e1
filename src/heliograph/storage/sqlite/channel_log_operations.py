"""The store's operations on what was done in channels."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.channel_log import LogAsked, LogEntry
from heliograph.storage.sqlite import channel_log
from heliograph.storage.sqlite.asking import Ask


class ChannelLogOperations:
    """Implements `ports.channel_log_store.ChannelLogOperations`."""

    _ask: Ask

    async def channel_log(self, asked: LogAsked) -> Sequence[LogEntry]:
        return await self._ask(partial(channel_log.read, asked=asked))
