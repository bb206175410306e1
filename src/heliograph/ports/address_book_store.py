"""What the store keeps of address books beyond their entries."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.people import Contact, Seen
from heliograph.domain.profiles import Note


class AddressBookOperations(Protocol):
    """Notes, close friends, awaited numbers, bars put away, whom somebody writes to."""

    async def set_note(self, owner_id: int, contact_id: int, note: Note | None) -> Seen:
        """CONTACT_ID_INVALID for somebody who is no contact."""
        ...

    async def set_close_friends(self, owner_id: int, contact_ids: Sequence[int]) -> Sequence[Seen]:
        """Make these contacts the close friends, and no others; gives those it changed. Ids of
        others are passed over."""
        ...

    async def delete_phones(self, owner_id: int, phones: Sequence[str]) -> Sequence[Seen]:
        """Take out entries by the numbers they were imported with, awaited ones too; gives the
        people who were contacts."""
        ...

    async def await_phones(self, owner_id: int, entries: Sequence[Contact], *, most: int) -> None:
        """Keep lines whose number has no account (their `contact_id` is 0), `most` in all."""
        ...

    async def awaited(self, owner_id: int) -> Sequence[Contact]:
        """The lines kept by `await_phones`, by rising number."""
        ...

    async def stop_awaiting(self, owner_id: int) -> None:
        """Forget all of them."""
        ...

    async def meet_awaiting(self, account_id: int) -> Sequence[int]:
        """Make a new account a contact of everybody who has its number; gives them, by rising id.

        Done twice, it gives nobody the second time.
        """
        ...

    async def hide_bar(self, owner_id: int, peer_id: int) -> bool:
        """Put away what is offered above a dialog; True if it was there."""
        ...

    async def sent_of_late(
        self, owner_id: int, *, most: int, since: int
    ) -> Sequence[tuple[int, int]]:
        """Peer and date of what the owner sent to others, among the newest `most` messages of the
        mailbox, without those before the peer's place was reset."""
        ...

    async def reset_top_peer(self, owner_id: int, peer_id: int, *, date: int) -> None: ...
