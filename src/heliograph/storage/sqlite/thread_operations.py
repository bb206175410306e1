"""The store's operations on threads."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.account_events import ThreadRead, ThreadReadByOthers
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.threads import Thread
from heliograph.storage.sqlite import threads
from heliograph.storage.sqlite.asking import Ask, Change


class ThreadOperations:
    """Implements `ports.thread_store.ThreadOperations`."""

    _ask: Ask
    _change: Change

    async def opened_thread(
        self, viewer_id: int, *, peer_id: int, message_id: int
    ) -> tuple[MessagePage, Thread]:
        work = partial(threads.opened, viewer_id=viewer_id, peer_id=peer_id, message_id=message_id)
        return await self._ask(work)

    async def thread_page(self, query: HistoryQuery, *, message_id: int) -> MessagePage:
        return await self._ask(partial(threads.page, query=query, message_id=message_id))

    async def read_thread(
        self, account_id: int, *, peer_id: int, message_id: int, max_id: int
    ) -> tuple[ThreadRead | None, Sequence[tuple[int, ThreadReadByOthers]]]:
        work = partial(
            threads.read,
            account_id=account_id,
            peer_id=peer_id,
            message_id=message_id,
            max_id=max_id,
        )
        return await self._change(work)
