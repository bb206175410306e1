"""The store's operations on accounts, address books and blocks."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from heliograph.domain.account_events import PeerBlockedChanged
from heliograph.domain.chats import Shown
from heliograph.domain.people import Account, Blocked, Contact, Seen
from heliograph.domain.profiles import NO_NOTES, Note
from heliograph.storage.sqlite import blocking, people
from heliograph.storage.sqlite.asking import Ask, Change


class PeopleOperations:
    """Implements `ports.store.PeopleOperations`."""

    _ask: Ask
    _change: Change

    async def account(self, account_id: int) -> Account | None:
        return await self._ask(partial(people.account, account_id=account_id))

    async def account_by_phone(self, phone: str) -> Account | None:
        return await self._ask(partial(people.account_by_phone, phone=phone))

    async def seen(self, viewer_id: int, account_ids: Sequence[int]) -> Sequence[Seen]:
        return await self._ask(partial(people.seen, viewer_id=viewer_id, account_ids=account_ids))

    async def shown(self, viewer_id: int, peer_ids: Sequence[int]) -> Sequence[Shown]:
        work = partial(people.shown, viewer_id=viewer_id, peer_ids=peer_ids)
        return await self._ask(work)

    async def shown_to_many(
        self, viewer_ids: Sequence[int], peer_ids: Sequence[int]
    ) -> Mapping[int, tuple[Shown, ...]]:
        work = partial(people.shown_to_many, viewer_ids=viewer_ids, peer_ids=peer_ids)
        return await self._ask(work)

    async def seen_by_many(self, viewer_ids: Sequence[int], account_id: int) -> Sequence[Seen]:
        work = partial(people.seen_by_many, viewer_ids=viewer_ids, account_id=account_id)
        return await self._ask(work)

    async def shown_by_username(self, viewer_id: int, username: str) -> Shown | None:
        return await self._ask(
            partial(people.shown_by_username, viewer_id=viewer_id, username=username)
        )

    async def seen_by_phone(self, viewer_id: int, phone: str) -> Seen | None:
        return await self._ask(partial(people.seen_by_phone, viewer_id=viewer_id, phone=phone))

    async def claim_username(
        self,
        account_id: int,
        username: str,
        *,
        decide: Callable[[Account, str, int | None], str | None],
    ) -> Account:
        work = partial(
            people.claim_username, account_id=account_id, username=username, decide=decide
        )
        return await self._change(work)

    async def update_profile(
        self, account_id: int, *, decide: Callable[[Account], Account]
    ) -> Account:
        return await self._change(
            partial(people.update_profile, account_id=account_id, decide=decide)
        )

    async def audience(self, account_id: int) -> Sequence[int]:
        return await self._ask(partial(people.audience, account_id=account_id))

    async def save_contacts(
        self,
        owner_id: int,
        *,
        contacts: Sequence[Contact],
        notes: Mapping[int, Note | None] = NO_NOTES,
    ) -> Sequence[Seen]:
        return await self._change(
            partial(people.save_contacts, owner_id=owner_id, contacts=contacts, notes=notes)
        )

    async def match_phones(self, phones: Sequence[str]) -> Sequence[Account]:
        return await self._ask(partial(people.match_phones, phones=phones))

    async def delete_contacts(self, owner_id: int, contact_ids: Sequence[int]) -> Sequence[Seen]:
        return await self._change(
            partial(people.delete_contacts, owner_id=owner_id, contact_ids=contact_ids)
        )

    async def contacts(self, owner_id: int) -> Sequence[Seen]:
        return await self._ask(partial(people.contacts, owner_id=owner_id))

    async def set_blocked(
        self,
        owner_id: int,
        blocked_id: int,
        blocked: bool,
        *,
        date: int = 0,
        stories: bool = False,
    ) -> PeerBlockedChanged | None:
        work = partial(
            blocking.set_blocked,
            owner_id=owner_id,
            blocked_id=blocked_id,
            blocked=blocked,
            date=date,
            stories=stories,
        )
        return await self._change(work)

    async def blocked(
        self, owner_id: int, *, offset: int, limit: int, stories: bool = False
    ) -> tuple[Sequence[Blocked], int]:
        work = partial(
            people.blocked, owner_id=owner_id, offset=offset, limit=limit, stories=stories
        )
        return await self._ask(work)
