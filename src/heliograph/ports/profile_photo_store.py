"""What the store keeps of the photos of accounts."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.files import Photo
from heliograph.domain.people import Account, Seen


class ProfilePhotoOperations(Protocol):
    """The photos an account shows, or the `fallback` for who may not see them: one at most; and the
    one it chose for each contact."""

    async def profile_photos(self, account_id: int, *, fallback: bool) -> Sequence[Photo]:
        """Newest first; none of an account that does not exist."""
        ...

    async def change_profile_photos(
        self,
        account_id: int,
        *,
        fallback: bool,
        decide: Callable[[Sequence[Photo]], Sequence[Photo]],
    ) -> Account:
        """Keep the photos that `decide` makes of the present ones, the shown one first.

        Gives the account as it is then. USER_ID_INVALID for one that does not exist or is deleted,
        MEDIA_INVALID if a photo has gone since somebody asked for it.
        """
        ...

    async def choose_contact_photo(
        self, owner_id: int, contact_id: int, photo: Photo | None
    ) -> Seen:
        """Have the owner alone see a contact by this photo, None for the contact's own.

        CONTACT_MISSING for who is no contact, MEDIA_INVALID if the photo has gone since somebody
        asked for it.
        """
        ...

    async def is_suggested_photo(self, account_id: int, photo_id: int) -> bool:
        """Whether a message in the account's mailbox suggests the photo to it."""
        ...
