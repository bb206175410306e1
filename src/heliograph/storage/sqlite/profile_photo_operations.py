"""The store's operations on photos of accounts."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.files import Photo
from heliograph.domain.people import Account, Seen
from heliograph.storage.sqlite import profile_photos
from heliograph.storage.sqlite.asking import Ask, Change


class ProfilePhotoOperations:
    """Implements `ports.profile_photo_store.ProfilePhotoOperations`."""

    _ask: Ask
    _change: Change

    async def profile_photos(self, account_id: int, *, fallback: bool) -> Sequence[Photo]:
        work = partial(profile_photos.profile_photos, account_id=account_id, fallback=fallback)
        return await self._ask(work)

    async def change_profile_photos(
        self,
        account_id: int,
        *,
        fallback: bool,
        decide: Callable[[Sequence[Photo]], Sequence[Photo]],
    ) -> Account:
        work = partial(
            profile_photos.change, account_id=account_id, fallback=fallback, decide=decide
        )
        return await self._change(work)

    async def choose_contact_photo(
        self, owner_id: int, contact_id: int, photo: Photo | None
    ) -> Seen:
        work = partial(profile_photos.choose, owner_id=owner_id, contact_id=contact_id, photo=photo)
        return await self._change(work)

    async def is_suggested_photo(self, account_id: int, photo_id: int) -> bool:
        return await self._ask(lambda db: profile_photos.is_suggested(db, account_id, photo_id))
