"""Photos of people: showing another one, going back to an old one, taking one away; contacts'."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.messaging import tell_sent
from heliograph.actions.profiles import tell_of_account
from heliograph.domain.account_events import ContactPhotoChanged
from heliograph.domain.events import Origin
from heliograph.domain.extras import Extras, PhotoMedia
from heliograph.domain.files import Photo
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Draft
from heliograph.domain.people import Account, Seen
from heliograph.domain.profile_photos import add, bring_back, hide_shown, remove
from heliograph.domain.service import compose_suggestion


async def show_photo(app: App, account_id: int, photo: Photo, *, fallback: bool) -> Account:
    """Show a new photo; the others stay behind it, but there is only one `fallback`."""

    def decide(present: Sequence[Photo]) -> Sequence[Photo]:
        return [photo] if fallback else add(present, photo)

    return await _change(app, account_id, decide, fallback=fallback)


async def show_again(app: App, account_id: int, photo: Photo, *, fallback: bool) -> Account:
    """Show one of the account's photos again, or one that somebody suggested to it.

    PHOTO_ID_INVALID for any other.
    """
    if await app.store.is_suggested_photo(account_id, photo.id):
        return await show_photo(app, account_id, photo, fallback=fallback)
    decide = partial(bring_back, photo_id=photo.id)
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


async def choose_photo(
    app: App, owner_id: int, contact_id: int, photo: Photo | None, *, origin: Origin | None
) -> Seen:
    """Have the owner alone see a contact by this photo, None for the contact's own.

    CONTACT_MISSING for who is no contact.
    """
    seen = await app.store.choose_contact_photo(owner_id, contact_id, photo)
    change = ContactPhotoChanged(peer_id=contact_id)
    tell_account(app, owner_id, change, sees=(seen,), origin=origin)
    return seen


async def suggest_photo(app: App, owner_id: int, peer_id: int, photo: Photo) -> Sent:
    """Send a photo that the other may show as their own; what keeps messages out keeps it out.

    The same photo is suggested once. No answer holds the message: also the session that asked is
    told of it.
    """
    draft = Draft(
        sender_id=owner_id,
        recipient_id=peer_id,
        random_id=photo.id,
        text="",
        date=app.clock.now(),
        extras=Extras(media=PhotoMedia(photo=photo, of_chat=True)),
    )
    sent = await app.store.append_private(draft, decide=compose_suggestion)
    return await tell_sent(app, sent, None)
