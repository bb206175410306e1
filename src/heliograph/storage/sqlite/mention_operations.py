"""The store's operations on mentions and on who read what."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.account_events import ChannelContentsRead
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.message_changes import ContentsRead
from heliograph.storage.sqlite import mentions
from heliograph.storage.sqlite.asking import Ask, Change


class MentionOperations:
    """Implements `ports.mention_store.MentionOperations`."""

    _ask: Ask
    _change: Change

    async def heed_dialog(
        self, owner_id: int, peer_id: int, *, at_most: int, date: int
    ) -> ContentsRead:
        work = partial(
            mentions.heed_dialog, owner_id=owner_id, peer_id=peer_id, at_most=at_most, date=date
        )
        return await self._change(work, erases=False)

    async def heed_channel(
        self, account_id: int, peer_id: int, *, thread_id: int = 0, at_most: int
    ) -> ChannelContentsRead:
        work = partial(
            mentions.heed_channel,
            account_id=account_id,
            peer_id=peer_id,
            thread_id=thread_id,
            at_most=at_most,
        )
        return await self._change(work, erases=False)

    async def unread_mentions(self, query: HistoryQuery) -> MessagePage:
        return await self._ask(partial(mentions.unread, query=query))

    async def readers(
        self, owner_id: int, peer_id: int, message_id: int
    ) -> Sequence[tuple[int, int]]:
        work = partial(mentions.readers, owner_id=owner_id, peer_id=peer_id, message_id=message_id)
        return await self._ask(work)
