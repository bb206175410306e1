"""Which views of the dialog list may be made, and in what order they stand."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import Entity
from heliograph.domain.filters import (
    ALL,
    DialogFilter,
    FilterLimits,
    check_filter,
    drop_filter,
    order_filters,
    put_filter,
)

LIMITS = FilterLimits(filters=2, peers=3)
WORK = DialogFilter(id=2, title="Work", included=(1,))
PLAY = DialogFilter(id=3, title="Play", bots=True)


@pytest.mark.parametrize(
    "asked",
    [
        WORK,
        replace(WORK, id=255, title="x" * 12, emoticon="e" * 16),
        replace(WORK, included=(), pinned=(1, 2, 3)),
        replace(WORK, included=(1,), pinned=(2, 3), excluded=(4, 5, 6)),
        *(
            DialogFilter(id=2, title="x", **{kind: True})
            for kind in ("contacts", "non_contacts", "groups", "broadcasts", "bots")
        ),
    ],
)
def test_a_view_that_shows_something_is_kept(asked: DialogFilter) -> None:
    assert check_filter(asked, LIMITS) == asked


def test_a_dialog_stands_in_one_list_alone() -> None:
    asked = replace(WORK, pinned=(1,), included=(1, 2), excluded=(1, 2, 3))
    kept = check_filter(asked, LIMITS)
    assert (kept.pinned, kept.included, kept.excluded) == ((1,), (2,), (3,))


@pytest.mark.parametrize(("color", "kept"), [(-1, -1), (6, 6), (7, None), (-2, None), (None, None)])
def test_a_color_is_one_that_clients_draw(color: int | None, kept: int | None) -> None:
    assert check_filter(replace(WORK, color=color), LIMITS).color == kept


def test_a_title_has_emoji_of_its_own_and_no_other_formatting() -> None:
    emoji = Entity(kind="CustomEmoji", offset=1, length=2, number=5)
    bold = Entity(kind="Bold", offset=0, length=3)
    kept = check_filter(replace(WORK, title=" 😀 ", title_entities=(bold, emoji)), LIMITS)
    assert (kept.title, kept.title_entities) == ("😀", (replace(emoji, offset=0),))
    beyond = replace(WORK, title="ab", title_entities=(replace(emoji, offset=1, length=2),))
    with pytest.raises(errors.EntityBoundsInvalid):
        check_filter(beyond, LIMITS)


@dataclass
class Refusal:
    asked: DialogFilter
    refused: type[errors.Refused]


@pytest.mark.parametrize(
    "case",
    [
        Refusal(replace(WORK, id=1), errors.FilterIdInvalid),
        Refusal(replace(WORK, id=256), errors.FilterIdInvalid),
        Refusal(replace(WORK, title=" "), errors.FilterTitleEmpty),
        Refusal(replace(WORK, title="😀" * 6 + "x"), errors.MessageTooLong),
        Refusal(replace(WORK, emoticon="e" * 17), errors.MessageTooLong),
        Refusal(replace(WORK, included=()), errors.FilterIncludeEmpty),
        Refusal(
            replace(WORK, included=(), excluded=(1,), exclude_read=True),
            errors.FilterIncludeEmpty,
        ),
        Refusal(replace(WORK, included=(1, 2), pinned=(3, 4)), errors.LimitInvalid),
        Refusal(replace(WORK, excluded=(1, 2, 3, 4)), errors.LimitInvalid),
    ],
)
def test_a_view_out_of_bounds_is_refused(case: Refusal) -> None:
    with pytest.raises(case.refused):
        check_filter(case.asked, LIMITS)


def test_a_new_view_stands_last_and_a_changed_one_where_it_was() -> None:
    assert put_filter((ALL, WORK), PLAY, most=2) == (ALL, WORK, PLAY)
    changed = replace(WORK, title="Home")
    assert put_filter((WORK, ALL, PLAY), changed, most=2) == (changed, ALL, PLAY)


def test_there_is_room_for_so_many_besides_that_of_everything() -> None:
    assert len(put_filter((ALL, WORK), PLAY, most=2)) == 3
    with pytest.raises(errors.FilterIdInvalid):
        put_filter((ALL, WORK, PLAY), replace(WORK, id=4), most=2)


def test_the_view_of_everything_stays() -> None:
    assert drop_filter((ALL, WORK, PLAY), 2) == (ALL, PLAY)
    assert drop_filter((ALL, WORK), ALL.id) == (ALL, WORK)
    assert drop_filter((ALL, WORK), 9) == (ALL, WORK)


def test_what_an_order_does_not_name_stands_behind_it() -> None:
    assert order_filters((ALL, WORK, PLAY), [3, 0, 3]) == (PLAY, ALL, WORK)
    with pytest.raises(errors.FilterIdInvalid):
        order_filters((ALL, WORK), [2, 3])
