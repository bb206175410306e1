"""Saved Messages by where they were taken from."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.clearing import Cleared, Clearing
from heliograph.domain.dialogs import Listed
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.saved import SavedPage, SavedQuery


class SavedOperations(Protocol):
    """The owner's own id stands for their notes, as `domain.saved` says."""

    async def saved_dialogs(self, query: SavedQuery) -> SavedPage: ...

    async def saved_dialogs_of(self, owner_id: int, peer_ids: Sequence[int]) -> SavedPage:
        """The named ones in which there is something, in the order asked."""
        ...

    async def pinned_saved(self, owner_id: int) -> SavedPage: ...

    async def saved_history(self, query: HistoryQuery, *, saved_peer: int) -> MessagePage:
        """As `history`, of what was taken from one peer."""
        ...

    async def clear_saved(self, clearing: Clearing, *, at_most: int, date: int) -> Cleared:
        """Take up to `at_most` messages that were taken from the clearing's peer."""
        ...

    async def change_saved_pins(
        self,
        owner_id: int,
        *,
        named: Sequence[int],
        decide: Callable[[Listed], tuple[int, ...]],
    ) -> tuple[int, ...] | None:
        """What is pinned now, None if nothing changed; `decide` is told which `named` are there."""
        ...
