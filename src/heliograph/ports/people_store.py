"""What the store tells of accounts and keeps of whom they know."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from heliograph.domain.account_events import PeerBlockedChanged
from heliograph.domain.chats import Shown
from heliograph.domain.people import Account, Blocked, Contact, Seen
from heliograph.domain.profiles import NO_NOTES, Note


class PeopleOperations(Protocol):
    """Accounts as others see them, usernames, contacts, blocking."""

    async def account(self, account_id: int) -> Account | None: ...

    async def account_by_phone(self, phone: str) -> Account | None: ...

    async def seen(self, viewer_id: int, account_ids: Sequence[int]) -> Sequence[Seen]:
        """In the order asked; unknown ids are left out."""
        ...

    async def shown(self, viewer_id: int, peer_ids: Sequence[int]) -> Sequence[Shown]:
        """As `seen`, with groups among the peers."""
        ...

    async def shown_to_many(
        self, viewer_ids: Sequence[int], peer_ids: Sequence[int]
    ) -> Mapping[int, tuple[Shown, ...]]:
        """As `shown`, for each of the viewers, in a few statements."""
        ...

    async def seen_by_many(self, viewer_ids: Sequence[int], account_id: int) -> Sequence[Seen]:
        """One account as each of the viewers sees it, in their order; nothing if it is unknown."""
        ...

    async def shown_by_username(self, viewer_id: int, username: str) -> Shown | None:
        """Who or what a name finds; a channel that was deleted has none."""
        ...

    async def seen_by_phone(self, viewer_id: int, phone: str) -> Seen | None: ...

    async def claim_username(
        self,
        account_id: int,
        username: str,
        *,
        decide: Callable[[Account, str, int | None], str | None],
    ) -> Account: ...

    async def update_profile(
        self, account_id: int, *, decide: Callable[[Account], Account]
    ) -> Account:
        """Only names and about may change."""
        ...

    async def audience(self, account_id: int) -> Sequence[int]:
        """Everybody who should hear of a change of the account: those who have it as a contact or
        share a dialog with it, and itself."""
        ...

    async def save_contacts(
        self,
        owner_id: int,
        *,
        contacts: Sequence[Contact],
        notes: Mapping[int, Note | None] = NO_NOTES,
    ) -> Sequence[Seen]:
        """Add or rename address book entries and give them as the owner now sees them. A contact
        without a phone keeps the one it has, one that is not in `notes` what was written beside
        it; entries for oneself are left out. CONTACT_ID_INVALID for an account that does not
        exist."""
        ...

    async def match_phones(self, phones: Sequence[str]) -> Sequence[Account]:
        """Accounts that have one of the numbers."""
        ...

    async def delete_contacts(
        self, owner_id: int, contact_ids: Sequence[int]
    ) -> Sequence[Seen]: ...

    async def contacts(self, owner_id: int) -> Sequence[Seen]:
        """The owner's address book, by rising id."""
        ...

    async def set_blocked(
        self,
        owner_id: int,
        blocked_id: int,
        blocked: bool,
        *,
        date: int = 0,
        stories: bool = False,
    ) -> PeerBlockedChanged | None:
        """How it stands then, None if it changed nothing. `stories` is the list of those kept from
        stories alone."""
        ...

    async def blocked(
        self, owner_id: int, *, offset: int, limit: int, stories: bool = False
    ) -> tuple[Sequence[Blocked], int]:
        """A page of one of the two lists, newest first, and how many it has."""
        ...
