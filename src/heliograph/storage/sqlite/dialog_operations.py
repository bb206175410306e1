"""The store's operations on dialog lists."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from heliograph.domain.dialogs import Listed, Unsent
from heliograph.domain.filters import Filters
from heliograph.domain.history import DialogPage, DialogQuery
from heliograph.domain.message_changes import FoldersChanged
from heliograph.storage.sqlite import dialog_list, dialogs, drafts, filters
from heliograph.storage.sqlite.asking import Ask, Change


class DialogOperations:
    """Implements `ports.dialog_store.DialogOperations`."""

    _ask: Ask
    _change: Change

    async def dialogs(self, query: DialogQuery, *, now: int = 0) -> DialogPage:
        return await self._ask(partial(dialog_list.dialogs, query=query, now=now))

    async def dialogs_of(
        self, owner_id: int, peer_ids: Sequence[int], *, archive: bool = False, now: int = 0
    ) -> DialogPage:
        work = partial(
            dialog_list.dialogs_of,
            owner_id=owner_id,
            peer_ids=peer_ids,
            archive=archive,
            now=now,
        )
        # In the place of a change, so that it shows what was told of before, and nothing else:
        # TDLib adds what it is pushed to the unread messages of such an answer, or forgets what it
        # was pushed before it, and stays wrong.
        return await self._change(work, erases=False)

    async def pinned_dialogs(self, owner_id: int, folder_id: int, *, now: int) -> DialogPage:
        work = partial(dialog_list.pinned_dialogs, owner_id=owner_id, folder_id=folder_id, now=now)
        return await self._ask(work)

    async def pin_dialog(
        self, owner_id: int, peer_id: int, *, decide: Callable[[Listed], tuple[int, ...]]
    ) -> int | None:
        work = partial(dialogs.pin_dialog, owner_id=owner_id, peer_id=peer_id, decide=decide)
        return await self._change(work)

    async def change_pinned(
        self,
        owner_id: int,
        folder_id: int,
        *,
        named: Sequence[int],
        decide: Callable[[Listed], tuple[int, ...]],
    ) -> tuple[int, ...] | None:
        work = partial(
            dialogs.change_pinned,
            owner_id=owner_id,
            folder_id=folder_id,
            named=named,
            decide=decide,
        )
        return await self._change(work)

    async def move_dialogs(
        self, owner_id: int, places: Mapping[int, int], *, date: int
    ) -> FoldersChanged:
        work = partial(dialogs.move_dialogs, owner_id=owner_id, places=places, date=date)
        return await self._change(work)

    async def mark_unread(self, owner_id: int, peer_id: int, *, unread: bool) -> bool:
        work = partial(dialogs.mark_unread, owner_id=owner_id, peer_id=peer_id, unread=unread)
        return await self._change(work)

    async def show_as_messages(self, owner_id: int, peer_id: int, *, shown: bool) -> bool:
        work = partial(dialogs.show_as_messages, owner_id=owner_id, peer_id=peer_id, shown=shown)
        return await self._change(work)

    async def marked_unread(self, owner_id: int) -> Sequence[int]:
        return await self._ask(partial(dialogs.marked_unread, owner_id=owner_id))

    async def save_unsent(
        self, owner_id: int, peer_id: int, unsent: Unsent | None, *, topic_id: int = 0
    ) -> bool:
        place = (peer_id, topic_id)
        work = partial(drafts.save_unsent, owner_id=owner_id, place=place, unsent=unsent)
        return await self._change(work, text=unsent.text if unsent else None, erases=True)

    async def clear_all_unsent(self, owner_id: int) -> Sequence[tuple[int, int]]:
        work = partial(drafts.clear_all_unsent, owner_id=owner_id)
        return await self._change(work, erases=True)

    async def all_unsent(self, owner_id: int) -> Mapping[tuple[int, int], Unsent]:
        return await self._ask(partial(drafts.all_unsent, owner_id=owner_id))

    async def filters(self, owner_id: int) -> Filters:
        return await self._ask(partial(filters.filters, owner_id=owner_id))

    async def change_filters(self, owner_id: int, *, decide: Callable[[Filters], Filters]) -> bool:
        work = partial(filters.change_filters, owner_id=owner_id, decide=decide)
        return await self._change(work)

    async def show_filter_tags(self, owner_id: int, *, shown: bool) -> bool:
        work = partial(filters.show_filter_tags, owner_id=owner_id, shown=shown)
        return await self._change(work)
