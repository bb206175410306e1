"""The photos of accounts, those chosen for contacts, and what of them goes along with a name."""

from collections.abc import Callable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_events import ContactPhotoChanged
from heliograph.domain.files import Photo
from heliograph.domain.people import Account, Seen, is_bot
from heliograph.domain.profile_photos import KEPT_MAX, ShownPhotos, shown
from heliograph.safety.surfaces import Surface
from heliograph.storage.sqlite import account_events, files, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_shown_photo, pack_shown_photos
from heliograph.storage.sqlite.safety import blocked_files

_SQL = queries.load("profile_photos")
_MAIN, _FALLBACK = 1, 2


def profile_photos(db: apsw.Connection, account_id: int, *, fallback: bool) -> Sequence[Photo]:
    """See `ports.profile_photo_store.ProfilePhotoOperations.profile_photos`."""
    kind = _FALLBACK if fallback else _MAIN
    found = (files.record(row) for row in db.execute(_SQL.photos, (account_id, kind)).fetchall())
    return [file for file in found if isinstance(file, Photo)]


def first(db: apsw.Connection, account_id: int, *, fallback: bool) -> Photo | None:
    """The photo an account shows, or the one for who may not see it."""
    return _photo(db, _SQL.first, (account_id, _FALLBACK if fallback else _MAIN))


def of_contact(db: apsw.Connection, owner_id: int, contact_id: int) -> Photo | None:
    """The photo that an account has chosen for a contact."""
    return _photo(db, _SQL.of_contact, (owner_id, contact_id))


def _photo(db: apsw.Connection, statement: str, values: tuple[int, int]) -> Photo | None:
    found = db.execute(statement, values).fetchone()
    file = None if found is None else files.record(found)
    return file if isinstance(file, Photo) else None


def change(
    db: apsw.Connection,
    account_id: int,
    *,
    fallback: bool,
    decide: Callable[[Sequence[Photo]], Sequence[Photo]],
) -> Account:
    """See `ports.profile_photo_store.ProfilePhotoOperations.change_profile_photos`."""
    account = people.known_account(db, account_id)
    account.check_enabled()
    if account.deleted:
        # While the photo was being made.
        raise errors.UserIdInvalid
    before = profile_photos(db, account_id, fallback=fallback)
    photos = decide(before)
    for photo in photos:
        files.check_there(db, photo.id)
    surface = Surface.BOT if is_bot(account_id) else Surface.PROFILE
    blocked_files.check(db, surface, {one.id for one in photos} - {one.id for one in before})
    return _keep(db, account, photos, fallback=fallback)


def drop(db: apsw.Connection, account_id: int, photo_id: int, *, fallback: bool) -> None:
    """Take a photo away, whatever its owner says; the newest of those left is shown."""
    account = people.known_account(db, account_id)
    before = profile_photos(db, account_id, fallback=fallback)
    left = [one for one in before if one.id != photo_id]
    if len(left) < len(before):
        _keep(db, account, left, fallback=fallback)


def put_back(
    db: apsw.Connection,
    account_id: int,
    photo: Photo,
    *,
    since: int,
    before: int,
    fallback: bool,
) -> None:
    """Have somebody show a photo again that was taken away at a time: behind so many as then, and
    behind what they have shown since."""
    account = people.known_account(db, account_id)
    present = [
        one for one in profile_photos(db, account_id, fallback=fallback) if one.id != photo.id
    ]
    place = before + sum(one.date >= since for one in present)
    photos = [*present[:place], photo, *present[place:]][:KEPT_MAX]
    _keep(db, account, photos, fallback=fallback)


def _keep(
    db: apsw.Connection, account: Account, photos: Sequence[Photo], *, fallback: bool
) -> Account:
    account_id = account.id
    kind = _FALLBACK if fallback else _MAIN
    rows = [(account_id, kind, place, photo.id) for place, photo in enumerate(reversed(photos), 1)]
    db.execute(_SQL.drop, (account_id, kind))
    db.executemany(_SQL.add, rows)
    first = shown(photos[0] if photos else None)
    present = account.photos
    changed = ShownPhotos(present.main, first) if fallback else ShownPhotos(first, present.fallback)
    db.execute(_SQL.show, (account_id, pack_shown_photos(changed)))
    return replace(account, photos=changed)


def choose(db: apsw.Connection, owner_id: int, contact_id: int, photo: Photo | None) -> Seen:
    """See `ports.profile_photo_store.ProfilePhotoOperations.choose_contact_photo`."""
    chosen = (owner_id, contact_id, pack_shown_photo(shown(photo)))
    if not rows.fetch(db, _SQL.show_contact, chosen):
        raise errors.ContactMissing
    db.execute(_SQL.drop_of_contact, (owner_id, contact_id))
    if photo is not None:
        files.check_there(db, photo.id)
        db.execute(_SQL.add_of_contact, (owner_id, contact_id, photo.id))
    account_events.note(db, owner_id, kind=Kind.CONTACT_PHOTO, subject=contact_id)
    (seen,) = people.seen(db, owner_id, (contact_id,))
    return seen


def load_of_contacts(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[ContactPhotoChanged]:
    """Those for whom another photo was chosen; it is shown with them."""
    return [ContactPhotoChanged(peer_id=int(subject)) for subject in subjects]


def is_suggested(db: apsw.Connection, account_id: int, photo_id: int) -> bool:
    """See `ports.profile_photo_store.ProfilePhotoOperations.is_suggested_photo`."""
    return bool(rows.number(db, _SQL.is_suggested, (account_id, photo_id)))
