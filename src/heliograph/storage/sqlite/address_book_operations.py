"""The store's operations on address books beyond their entries."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.people import Contact, Seen
from heliograph.domain.profiles import Note
from heliograph.storage.sqlite import address_book
from heliograph.storage.sqlite.asking import Ask, Change


class AddressBookOperations:
    """Implements `ports.address_book_store.AddressBookOperations`."""

    _ask: Ask
    _change: Change

    async def set_note(self, owner_id: int, contact_id: int, note: Note | None) -> Seen:
        work = partial(address_book.set_note, owner_id=owner_id, contact_id=contact_id, note=note)
        return await self._change(work)

    async def set_close_friends(self, owner_id: int, contact_ids: Sequence[int]) -> Sequence[Seen]:
        work = partial(address_book.set_close_friends, owner_id=owner_id, contact_ids=contact_ids)
        return await self._change(work)

    async def delete_phones(self, owner_id: int, phones: Sequence[str]) -> Sequence[Seen]:
        work = partial(address_book.delete_phones, owner_id=owner_id, phones=phones)
        return await self._change(work)

    async def await_phones(self, owner_id: int, entries: Sequence[Contact], *, most: int) -> None:
        work = partial(address_book.await_phones, owner_id=owner_id, entries=entries, most=most)
        await self._change(work)

    async def awaited(self, owner_id: int) -> Sequence[Contact]:
        return await self._ask(partial(address_book.awaited, owner_id=owner_id))

    async def stop_awaiting(self, owner_id: int) -> None:
        await self._change(partial(address_book.stop_awaiting, owner_id=owner_id))

    async def meet_awaiting(self, account_id: int) -> Sequence[int]:
        return await self._change(partial(address_book.meet_awaiting, account_id=account_id))

    async def hide_bar(self, owner_id: int, peer_id: int) -> bool:
        return await self._change(
            partial(address_book.hide_bar, owner_id=owner_id, peer_id=peer_id)
        )

    async def sent_of_late(
        self, owner_id: int, *, most: int, since: int
    ) -> Sequence[tuple[int, int]]:
        return await self._ask(
            partial(address_book.sent_of_late, owner_id=owner_id, most=most, since=since)
        )

    async def reset_top_peer(self, owner_id: int, peer_id: int, *, date: int) -> None:
        await self._change(
            partial(address_book.reset_top_peer, owner_id=owner_id, peer_id=peer_id, date=date)
        )
