"""The store's operations on Saved Messages by where they were taken from."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.dialogs import Listed
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.saved import SavedPage, SavedQuery
from heliograph.storage.sqlite import saved
from heliograph.storage.sqlite.asking import Ask, Change


class SavedOperations:
    """Implements `ports.saved_store.SavedOperations`."""

    _ask: Ask
    _change: Change

    async def saved_dialogs(self, query: SavedQuery) -> SavedPage:
        return await self._ask(partial(saved.dialogs, query=query))

    async def saved_dialogs_of(self, owner_id: int, peer_ids: Sequence[int]) -> SavedPage:
        return await self._ask(partial(saved.dialogs_of, owner_id=owner_id, peer_ids=peer_ids))

    async def pinned_saved(self, owner_id: int) -> SavedPage:
        return await self._ask(partial(saved.pinned, owner_id=owner_id))

    async def saved_history(self, query: HistoryQuery, *, saved_peer: int) -> MessagePage:
        return await self._ask(partial(saved.saved_history, query=query, saved_peer=saved_peer))

    async def clear_saved(self, clearing: Clearing, *, at_most: int, date: int) -> Cleared:
        work = partial(saved.clear_saved, clearing=clearing, at_most=at_most, date=date)
        return await self._change(work, erases=True)

    async def change_saved_pins(
        self,
        owner_id: int,
        *,
        named: Sequence[int],
        decide: Callable[[Listed], tuple[int, ...]],
    ) -> tuple[int, ...] | None:
        work = partial(saved.change_pins, owner_id=owner_id, named=named, decide=decide)
        return await self._change(work)
