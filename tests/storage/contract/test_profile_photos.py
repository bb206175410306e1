"""The photos of an account: in order, held while it shows them, the first with its name."""

from collections.abc import Sequence

import pytest

from heliograph.domain import errors
from heliograph.domain.account_events import ContactPhotoChanged
from heliograph.domain.files import Photo, PhotoSize
from heliograph.domain.people import Contact, Seen
from heliograph.domain.profile_photos import ShownPhoto, ShownPhotos
from heliograph.ports.store import Store
from support.mailboxes import NOON

LATER = 4_000_000_000


def photo(number: int) -> Photo:
    sizes = (
        PhotoSize(type="i", content=bytes([1, number])),
        PhotoSize(type="a", width=160, height=160, size=9, sha256=bytes([number]) * 32),
    )
    return Photo(id=number, access_hash=1, date=NOON, sizes=sizes)


async def keep(store: Store, owner_id: int, *photos: Photo) -> None:
    for one in photos:
        for sha256 in one.blobs:
            assert await store.expect_blob(sha256, size=9, date=NOON)
        await store.add_file(one, owner_id=owner_id, upload_id=one.id)


async def set_photos(
    store: Store, account_id: int, *photos: Photo, fallback: bool = False
) -> Sequence[Photo]:
    """Show these; gives what was shown before."""
    before: list[Photo] = []

    def decide(present: Sequence[Photo]) -> Sequence[Photo]:
        before.extend(present)
        return photos

    account = await store.change_profile_photos(account_id, fallback=fallback, decide=decide)
    assert await store.account(account_id) == account
    return before


async def test_photos_keep_their_order_and_the_first_goes_with_the_name(
    store: Store, people: list[int]
) -> None:
    ann, ben = people[:2]
    one, two, three = photo(1), photo(2), photo(3)
    await keep(store, ann, one, two, three)
    assert await set_photos(store, ann, two, one) == []
    assert await store.profile_photos(ann, fallback=False) == [two, one]
    assert await set_photos(store, ann, three, fallback=True) == []
    assert await set_photos(store, ann, one, two) == [two, one]
    (seen,) = await store.seen(ben, [ann])
    assert seen.account.photos == ShownPhotos(
        ShownPhoto(1, b"\x01\x01"), ShownPhoto(3, b"\x01\x03")
    )
    profile = await store.profile(ben, ann)
    assert profile is not None
    assert (profile.photo, profile.fallback_photo) == (one, three)
    await set_photos(store, ann)
    (seen,) = await store.seen(ben, [ann])
    assert seen.account.photos == ShownPhotos(None, ShownPhoto(3, b"\x01\x03"))


async def test_photos_stay_as_long_as_they_are_shown(store: Store, people: list[int]) -> None:
    ann = people[0]
    one, two = photo(1), photo(2)
    await keep(store, ann, one, two)
    await set_photos(store, ann, one)
    await set_photos(store, ann, two, fallback=True)
    assert await store.free_files(unheld_before=LATER, at_most=9) == 0
    await set_photos(store, ann)
    assert await store.free_files(unheld_before=LATER, at_most=9) == 1
    assert await store.file(1) is None
    with pytest.raises(errors.MediaInvalid):
        await set_photos(store, ann, one)
    assert await store.profile_photos(ann, fallback=True) == [two]


async def test_an_account_that_does_not_exist_has_none(store: Store) -> None:
    assert await store.profile_photos(5, fallback=False) == []
    with pytest.raises(errors.UserIdInvalid):
        await set_photos(store, 5)


async def befriend(store: Store, owner_id: int, contact_id: int) -> None:
    entry = Contact(owner_id=owner_id, contact_id=contact_id, phone="", first_name="My")
    await store.save_contacts(owner_id, contacts=[entry])


async def test_a_photo_chosen_for_a_contact_stands_with_the_entry(
    store: Store, people: list[int]
) -> None:
    ann, ben = people[:2]
    one, two = photo(1), photo(2)
    await keep(store, ann, one, two)
    with pytest.raises(errors.ContactMissing):
        await store.choose_contact_photo(ann, ben, one)
    await befriend(store, ann, ben)
    for chosen, number in ((one, 1), (two, 2)):
        seen = await store.choose_contact_photo(ann, ben, chosen)
        assert seen.chosen_photo == ShownPhoto(number, bytes([1, number]))
        profile = await store.profile(ann, ben)
        assert profile is not None
        assert (profile.chosen_photo, profile.photo) == (chosen, None)
        assert [one.photo for one in (await store.export_leftovers(ann)).contacts] == [chosen]
    assert await store.free_files(unheld_before=LATER, at_most=9) == 1
    assert await store.choose_contact_photo(ann, ben, None) == (await store.seen(ann, [ben]))[0]
    assert await store.free_files(unheld_before=LATER, at_most=9) == 1
    with pytest.raises(errors.MediaInvalid):
        await store.choose_contact_photo(ann, ben, one)
    (seen,) = await store.seen(ann, [ben])
    assert seen.chosen_photo is None


async def test_a_chosen_photo_is_told_of_however_long_somebody_was_away(
    store: Store, people: list[int]
) -> None:
    ann, ben = people[:2]
    await keep(store, ann, photo(1))
    await befriend(store, ann, ben)
    await store.choose_contact_photo(ann, ben, photo(1))
    missed = await store.account_difference(ann, since=0, at_most=9)
    assert ContactPhotoChanged(peer_id=ben) in missed.changes
    assert ben in [one.account.id for one in missed.sees if isinstance(one, Seen)]
