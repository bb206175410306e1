"""Storage of threads: what is said about one message."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.account_events import ThreadRead, ThreadReadByOthers
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.threads import Thread


class ThreadOperations(Protocol):
    """A thread is named by a message of a supergroup that it is about or that is in it, or by the
    post of a channel, for what is said about that in the channel's discussion group.

    CHANNEL_INVALID, CHANNEL_PRIVATE for who may not look into where it is named or where it
    stands, MSG_ID_INVALID for a message about which nothing can be said.
    """

    async def opened_thread(
        self, viewer_id: int, *, peer_id: int, message_id: int
    ) -> tuple[MessagePage, Thread]:
        """What a thread is about, all of an album newest first, and how it stands."""
        ...

    async def thread_page(self, query: HistoryQuery, *, message_id: int) -> MessagePage:
        """A page of it, as `history` counts it; what it is about is not in it."""
        ...

    async def read_thread(
        self, account_id: int, *, peer_id: int, message_id: int, max_id: int
    ) -> tuple[ThreadRead | None, Sequence[tuple[int, ThreadReadByOthers]]]:
        """Mark it read up to `max_id`; the reader's part, None if it is no news, and those of whose
        words it was the first reading, by account."""
        ...
