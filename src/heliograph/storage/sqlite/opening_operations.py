"""The store's operations on what recipients open."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.account_events import ChannelContentsRead
from heliograph.domain.message_changes import ContentsRead, Edited
from heliograph.storage.sqlite import opening
from heliograph.storage.sqlite.asking import Change


class OpeningOperations:
    """Implements `ports.opening_store.OpeningOperations`."""

    _change: Change

    async def open_contents(
        self, owner_id: int, ids: Sequence[int], *, date: int
    ) -> tuple[ContentsRead, ...]:
        work = partial(opening.open_contents, owner_id=owner_id, ids=ids, date=date)
        return await self._change(work, erases=False)

    async def open_posts(
        self, account_id: int, peer_id: int, ids: Sequence[int], *, date: int
    ) -> Sequence[tuple[int, ChannelContentsRead]]:
        work = partial(
            opening.open_posts, account_id=account_id, peer_id=peer_id, ids=ids, date=date
        )
        return await self._change(work, erases=False)

    async def expire_opened(self, *, now: int, at_most: int) -> tuple[Edited, ...]:
        return await self._change(partial(opening.expire_opened, now=now, at_most=at_most))
