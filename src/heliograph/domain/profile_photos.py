"""Photos of people: the ones they show, newest first, and the one for who may not see those.

https://core.telegram.org/api/files#profile-pictures
"""

from collections.abc import Collection, Sequence

import msgspec

from heliograph.domain import errors
from heliograph.domain.files import STRIPPED, Photo

KEPT_MAX = 100
"""Photos of one account; the oldest makes room."""

SMALL = "a"
"""The size that stands beside a name."""


class ShownPhoto(msgspec.Struct, frozen=True, array_like=True):
    """What stands beside a name until the photo is there: its id and its stripped size."""

    photo_id: int
    stripped: bytes = b""


class ShownPhotos(msgspec.Struct, frozen=True, array_like=True):
    """`main` is shown to those who may see the account's photos, `fallback` to everybody else."""

    main: ShownPhoto | None = None
    fallback: ShownPhoto | None = None


NO_PHOTOS = ShownPhotos()


def shown(photo: Photo | None) -> ShownPhoto | None:
    """As much of a photo as goes along with a name."""
    if photo is None:
        return None
    stripped = next((one.content for one in photo.sizes if one.type == STRIPPED), b"")
    return ShownPhoto(photo.id, stripped)


def add(photos: Sequence[Photo], photo: Photo) -> Sequence[Photo]:
    """The photos with a new one in front, or with one of them brought there again."""
    others = (one for one in photos if one.id != photo.id)
    return (photo, *others)[:KEPT_MAX]


def bring_back(photos: Sequence[Photo], photo_id: int) -> Sequence[Photo]:
    """One of the photos in front. PHOTO_ID_INVALID if it is none of them."""
    for photo in photos:
        if photo.id == photo_id:
            return add(photos, photo)
    raise errors.PhotoIdInvalid


def hide_shown(photos: Sequence[Photo]) -> Sequence[Photo]:
    """The photos without the one in front."""
    return photos[1:]


def remove(photos: Sequence[Photo], photo_ids: Collection[int]) -> Sequence[Photo]:
    """The photos without those."""
    return [photo for photo in photos if photo.id not in photo_ids]


def page(photos: Sequence[Photo], *, offset: int, max_id: int, limit: int) -> Sequence[Photo]:
    """Part of somebody's photos: so many from the one after `max_id` on, 0 for the newest.

    `offset` moves the beginning, by -1 to `max_id` itself.

    https://core.telegram.org/api/offsets
    """
    begin = 0
    if max_id:
        ids = [photo.id for photo in photos]
        if max_id not in ids:
            return ()
        begin = ids.index(max_id) + 1
    begin = max(0, begin + offset)
    return photos[begin : begin + limit]
