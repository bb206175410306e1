"""What the store keeps of dialog lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from heliograph.domain.dialogs import Listed, Unsent
from heliograph.domain.filters import Filters
from heliograph.domain.history import DialogPage, DialogQuery
from heliograph.domain.message_changes import FoldersChanged


class DialogOperations(Protocol):
    """Pages of the list and what its owner arranged in it. `now` says what is muted."""

    async def dialogs(self, query: DialogQuery, *, now: int = 0) -> DialogPage:
        """The row of the archive comes with the first page of the main folder without its pins."""
        ...

    async def dialogs_of(
        self, owner_id: int, peer_ids: Sequence[int], *, archive: bool = False, now: int = 0
    ) -> DialogPage:
        """The named dialogs; one with no messages comes as a Dialog with top_id 0. `archive` asks
        for the row of the archive as well."""
        ...

    async def pinned_dialogs(self, owner_id: int, folder_id: int, *, now: int) -> DialogPage:
        """What stands at the top of a folder, with the row of the archive for the main one."""
        ...

    async def pin_dialog(
        self, owner_id: int, peer_id: int, *, decide: Callable[[Listed], tuple[int, ...]]
    ) -> int | None:
        """Change what is pinned in the dialog's folder, which it gives; None if nothing changed.
        PEER_ID_INVALID for a dialog without messages."""
        ...

    async def change_pinned(
        self,
        owner_id: int,
        folder_id: int,
        *,
        named: Sequence[int],
        decide: Callable[[Listed], tuple[int, ...]],
    ) -> tuple[int, ...] | None:
        """What is pinned in a folder now, None if nothing changed. `decide` is told which of the
        `named` are there."""
        ...

    async def move_dialogs(
        self, owner_id: int, places: Mapping[int, int], *, date: int
    ) -> FoldersChanged:
        """Put dialogs into folders by peer, where they are no longer pinned. pts_count 0 if all
        were there."""
        ...

    async def mark_unread(self, owner_id: int, peer_id: int, *, unread: bool) -> bool:
        """Whether it changed anything."""
        ...

    async def show_as_messages(self, owner_id: int, peer_id: int, *, shown: bool) -> bool:
        """Show a forum as one list of messages, or by its topics; whether it changed anything."""
        ...

    async def marked_unread(self, owner_id: int) -> Sequence[int]:
        """The dialogs that are marked as unread."""
        ...

    async def save_unsent(
        self, owner_id: int, peer_id: int, unsent: Unsent | None, *, topic_id: int = 0
    ) -> bool:
        """Keep what was begun in a dialog or in a topic of a forum, None for nothing; whether it
        changed anything. Nothing is kept for a topic that is not there for the owner."""
        ...

    async def clear_all_unsent(self, owner_id: int) -> Sequence[tuple[int, int]]:
        """Forget all that was begun; gives in which dialogs, and in which topic or 0."""
        ...

    async def all_unsent(self, owner_id: int) -> Mapping[tuple[int, int], Unsent]:
        """What was begun, by dialog and topic; 0 for the dialog itself."""
        ...

    async def filters(self, owner_id: int) -> Filters:
        """The owner's views of the list in their order, that of everything among them."""
        ...

    async def change_filters(self, owner_id: int, *, decide: Callable[[Filters], Filters]) -> bool:
        """Whether it changed anything."""
        ...

    async def show_filter_tags(self, owner_id: int, *, shown: bool) -> bool:
        """Whether it changed anything."""
        ...
