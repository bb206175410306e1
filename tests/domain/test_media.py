"""Media that need no file: dice, and live locations that move."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.extras import Dice, Extras, GeoPoint, LiveLocation
from heliograph.domain.media import (
    DICE_SIDES,
    UNTIL_STOPPED,
    LiveEdit,
    check_media,
    is_live,
    moved,
    thrown,
)

HERE, THERE = GeoPoint(latitude=1.0, longitude=2.0), GeoPoint(latitude=3.0, longitude=4.0)
LIVE = LiveLocation(point=HERE, period=900, heading=5)


@pytest.mark.parametrize(("emoticon", "sides"), DICE_SIDES.items())
def test_a_dice_shows_one_of_its_sides(emoticon: str, sides: int) -> None:
    asked: list[int] = []

    def below(limit: int) -> int:
        asked.append(limit)
        return limit - 1

    extras = thrown(Extras(media=Dice(emoticon=emoticon)), below=below)
    assert extras is not None
    assert (extras.media, asked) == (Dice(emoticon=emoticon, value=sides), [sides])
    assert thrown(extras, below=below) is extras
    lowest = thrown(Extras(media=Dice(emoticon=emoticon)), below=lambda _: 0)
    assert lowest == Extras(media=Dice(emoticon=emoticon, value=1))


def test_nobody_chooses_what_a_dice_shows() -> None:
    assert check_media(Dice(emoticon="🎲", value=6)) == Dice(emoticon="🎲")


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        (LiveEdit(point=THERE), LiveLocation(point=THERE, period=900)),
        (LiveEdit(point=None, heading=9), replace(LIVE, heading=9)),
        (LiveEdit(point=THERE, period=86_400), LiveLocation(point=THERE, period=86_400)),
        (
            LiveEdit(point=THERE, period=UNTIL_STOPPED),
            replace(LIVE, point=THERE, period=UNTIL_STOPPED, heading=0),
        ),
        (LiveEdit(point=None, stopped=True), LiveLocation(point=HERE, period=100)),
        (LiveEdit(point=THERE, stopped=True), LiveLocation(point=THERE, period=100)),
    ],
)
def test_a_live_location_moves(edit: LiveEdit, after: LiveLocation) -> None:
    assert moved(LIVE, edit, sent=1_000, date=1_100) == after


@pytest.mark.parametrize(
    ("edit", "date", "refusal"),
    [
        (LiveEdit(point=None, heading=5), 1_100, errors.MessageNotModified),
        (LiveEdit(point=THERE), 1_900, errors.MessageEditTimeExpired),
        (LiveEdit(point=None, stopped=True), 1_900, errors.MessageEditTimeExpired),
        (LiveEdit(point=THERE, period=100), 1_100, errors.MediaInvalid),
        (LiveEdit(point=THERE, period=59), 1_000, errors.MediaInvalid),
        (LiveEdit(point=THERE, heading=361, period=901), 1_000, errors.MediaInvalid),
    ],
)
def test_what_a_live_location_may_not(
    edit: LiveEdit, date: int, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        moved(LIVE, edit, sent=1_000, date=date)


def test_one_without_end_moves_for_ever() -> None:
    endless = replace(LIVE, period=UNTIL_STOPPED)
    after = moved(endless, LiveEdit(point=THERE, heading=5), sent=0, date=10**9)
    assert after == replace(endless, point=THERE)


def test_only_live_locations_move() -> None:
    with pytest.raises(errors.MediaPrevInvalid):
        moved(HERE, LiveEdit(point=THERE), sent=0, date=1)


@pytest.mark.parametrize(
    ("period", "now", "live"),
    [(900, 1_899, True), (900, 1_900, False), (UNTIL_STOPPED, 2**32, True)],
)
def test_a_location_is_live_for_its_period(period: int, now: int, live: bool) -> None:
    extras = Extras(media=replace(LIVE, period=period))
    assert is_live(extras, sent=1_000, now=now) is live
    assert not is_live(Extras(media=HERE), sent=1_000, now=1_000)
    assert not is_live(None, sent=1_000, now=1_000)
