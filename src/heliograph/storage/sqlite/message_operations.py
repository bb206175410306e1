"""The store's operations on messages and the mailboxes they lie in."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.history import Difference, HistoryQuery, MessagePage
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox, Sent
from heliograph.domain.messages import Body, BoxState, Draft, Edit, EditContext, SendContext
from heliograph.storage.sqlite import changing, difference, history, sending
from heliograph.storage.sqlite.asking import Ask, Change


class MessageOperations:
    """Implements `ports.store.MessageOperations`."""

    _ask: Ask
    _change: Change

    async def append_private(
        self, draft: Draft, *, decide: Callable[[Draft, SendContext], Body]
    ) -> Sent:
        work = partial(sending.append_private, draft=draft, decide=decide)
        return await self._change(work, text=draft.text, erases=draft.clear_draft)

    async def append_all(
        self, drafts: Sequence[Draft], *, decide: Callable[[Draft, SendContext], Body]
    ) -> tuple[Sent, ...]:
        return await self._change(partial(sending.append_all, drafts=drafts, decide=decide))

    async def edit_message(
        self, edit: Edit, *, decide: Callable[[Edit, EditContext], Body]
    ) -> tuple[Edited, ...]:
        work = partial(changing.edit_message, edit=edit, decide=decide)
        return await self._change(work, text=edit.text, erases=True)

    async def delete_messages(
        self, owner_id: int, ids: Sequence[int], *, revoke: bool, date: int
    ) -> tuple[Deleted, ...]:
        work = partial(
            changing.delete_messages, owner_id=owner_id, ids=ids, revoke=revoke, date=date
        )
        return await self._change(work, erases=True)

    async def repeat_deletion(self, owner_id: int, message_id: int, *, date: int) -> Deleted:
        return await self._change(
            partial(changing.repeat_deletion, owner_id=owner_id, message_id=message_id, date=date)
        )

    async def read_history(
        self, owner_id: int, peer_id: int, *, max_id: int, date: int
    ) -> tuple[ReadInbox, ReadOutbox | None]:
        work = partial(
            changing.read_history, owner_id=owner_id, peer_id=peer_id, max_id=max_id, date=date
        )
        # Numbers alone, and too often to empty the log for them.
        return await self._change(work, erases=False)

    async def read_chat(
        self, owner_id: int, peer_id: int, *, max_id: int, date: int
    ) -> tuple[ReadInbox, tuple[ReadOutbox, ...]]:
        work = partial(
            changing.read_chat, owner_id=owner_id, peer_id=peer_id, max_id=max_id, date=date
        )
        return await self._change(work, erases=False)

    async def history(self, query: HistoryQuery) -> MessagePage:
        return await self._ask(partial(history.history, query=query))

    async def live_locations(
        self, owner_id: int, peer_id: int, *, now: int, at_most: int
    ) -> MessagePage:
        work = partial(
            history.live_locations, owner_id=owner_id, peer_id=peer_id, now=now, at_most=at_most
        )
        return await self._ask(work)

    async def messages(self, owner_id: int, ids: Sequence[int]) -> MessagePage:
        return await self._ask(partial(history.messages, owner_id=owner_id, ids=ids))

    async def copy_for(self, owner_id: int, message_id: int, *, viewer_id: int) -> int | None:
        return await self._ask(
            partial(history.copy_for, owner_id=owner_id, message_id=message_id, viewer_id=viewer_id)
        )

    async def state(self, owner_id: int) -> BoxState:
        return await self._ask(partial(history.state, owner_id=owner_id))

    async def difference(self, owner_id: int, *, pts: int, limit: int) -> Difference:
        return await self._ask(
            partial(difference.difference, owner_id=owner_id, pts=pts, limit=limit)
        )
