"""Storage of who was named in groups and has not looked, and of who read what."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.account_events import ChannelContentsRead
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.message_changes import ContentsRead


class MentionOperations(Protocol):
    """Messages that name their owner or answer them."""

    async def heed_dialog(
        self, owner_id: int, peer_id: int, *, at_most: int, date: int
    ) -> ContentsRead:
        """The owner has looked at the newest of a dialog; none are left after fewer than
        `at_most`."""
        ...

    async def heed_channel(
        self, account_id: int, peer_id: int, *, thread_id: int = 0, at_most: int
    ) -> ChannelContentsRead:
        """As `heed_dialog`, of a supergroup or of a thread of it."""
        ...

    async def unread_mentions(self, query: HistoryQuery) -> MessagePage:
        """A page of those that the owner has not looked at."""
        ...

    async def readers(
        self, owner_id: int, peer_id: int, message_id: int
    ) -> Sequence[tuple[int, int]]:
        """Who else in a group has read a message of the owner's, and when, the first first."""
        ...
