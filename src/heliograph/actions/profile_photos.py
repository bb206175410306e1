"""Photos of people: showing another one, going back to an old one, taking one away."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from heliograph.actions.app import App
from heliograph.actions.profiles import tell_of_account
from heliograph.domain.files import Photo
from heliograph.domain.people import Account
from heliograph.domain.profile_photos import add, bring_back, hide_shown, remove


async def show_photo(app: App, account_id: int, photo: Photo, *, fallback: bool) -> Account:
    """Show a new photo; the others stay behind it, but there is only one `fallback`."""

    def decide(present: Sequence[Photo]) -> Sequence[Photo]:
        return [photo] if fallback else add(present, photo)

    return await _change(app, account_id, decide, fallback=fallback)


async def show_again(app: App, account_id: int, photo_id: int, *, fallback: bool) -> Account:
    """Show one of the account's photos again. PHOTO_ID_INVALID if it is none of them."""
    decide = partial(bring_back, photo_id=photo_id)
    return await _change(app, account_id, decide, fallback=fallback)


async def hide_photo(app: App, account_id: int, *, fallback: bool) -> Photo | None:
    """Take away what is shown, if anything is; gives the photo that is shown in its place."""
    photos = (await _change(app, account_id, hide_shown, fallback=fallback)).photos
    shown = photos.fallback if fallback else photos.main
    file = None if shown is None else await app.store.file(shown.photo_id)
    return file if isinstance(file, Photo) else None


async def remove_photos(
    app: App,
    account_id: int,
    photo_ids: Collection[int],
    *,
    fallback: bool,
) -> Account:
    """Take photos away; the newest of those left is shown."""
    decide = partial(remove, photo_ids=frozenset(photo_ids))
    return await _change(app, account_id, decide, fallback=fallback)


async def _change(
    app: App,
    account_id: int,
    decide: Callable[[Sequence[Photo]], Sequence[Photo]],
    *,
    fallback: bool,
) -> Account:
    account = await app.store.change_profile_photos(account_id, fallback=fallback, decide=decide)
    # Android rebuilds its own picture from the update alone: also the session that asked is told.
    await tell_of_account(app, account, None, photo=True)
    return account
