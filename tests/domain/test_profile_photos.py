"""Photos of people: which is shown, which are behind it."""

from collections.abc import Sequence

import pytest

from heliograph.domain import errors
from heliograph.domain.files import Photo, PhotoSize
from heliograph.domain.profile_photos import (
    KEPT_MAX,
    ShownPhoto,
    add,
    bring_back,
    hide_shown,
    page,
    remove,
    shown,
)


def photo(number: int) -> Photo:
    return Photo(id=number, access_hash=1, date=1, sizes=(PhotoSize(type="a", width=160),))


def photos(*numbers: int) -> list[Photo]:
    return [photo(number) for number in numbers]


def ids(kept: Sequence[Photo]) -> list[int]:
    return [one.id for one in kept]


def test_the_newest_stands_in_front_and_the_oldest_makes_room() -> None:
    many = photos(*range(KEPT_MAX))
    kept = add(many, photo(999))
    assert ids(kept) == [999, *range(KEPT_MAX - 1)]
    assert ids(add(photos(1, 2, 3), photo(2))) == [2, 1, 3]


def test_an_earlier_one_comes_to_the_front() -> None:
    assert ids(bring_back(photos(1, 2, 3), 3)) == [3, 1, 2]
    with pytest.raises(errors.PhotoIdInvalid):
        bring_back(photos(1, 2, 3), 4)


def test_what_is_hidden_is_what_is_shown() -> None:
    assert ids(hide_shown(photos(1, 2, 3))) == [2, 3]
    assert ids(hide_shown([])) == []


def test_what_is_removed_is_gone() -> None:
    assert ids(remove(photos(1, 2, 3), {1, 3, 9})) == [2]


@pytest.mark.parametrize(
    ("offset", "max_id", "limit", "found"),
    [
        (0, 0, 10, [5, 4, 3, 2]),
        (0, 0, 2, [5, 4]),
        (1, 0, 2, [4, 3]),
        (0, 4, 10, [3, 2]),
        (-1, 4, 1, [4]),
        (-9, 4, 2, [5, 4]),
        (0, 77, 10, []),
        (9, 0, 10, []),
        (0, 0, 0, []),
    ],
)
def test_a_page_of_them(offset: int, max_id: int, limit: int, found: list[int]) -> None:
    asked = page(photos(5, 4, 3, 2), offset=offset, max_id=max_id, limit=limit)
    assert ids(asked) == found


def test_what_goes_along_with_a_name() -> None:
    stripped = PhotoSize(type="i", content=b"\x01small")
    whole = Photo(id=8, access_hash=1, date=1, sizes=(stripped, PhotoSize(type="a", width=160)))
    assert shown(whole) == ShownPhoto(8, b"\x01small")
    assert shown(photo(9)) == ShownPhoto(9)
    assert shown(None) is None
