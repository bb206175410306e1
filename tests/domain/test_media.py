"""Media that need no file: dice, and live locations that move."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.extras import (
    Dice,
    Extras,
    GeoPoint,
    LiveLocation,
    Media,
    PollMedia,
    SharedContact,
    Venue,
)
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
    assert thrown(None, below=below) is None
    assert lowest == Extras(media=Dice(emoticon=emoticon, value=1))


def test_nobody_chooses_what_a_dice_shows() -> None:
    assert check_media(Dice(emoticon="🎲", value=6)) == Dice(emoticon="🎲")
    assert check_media(Dice(emoticon="⚽\ufe0f")) == Dice(emoticon="⚽")
    with pytest.raises(errors.EmoticonInvalid):
        check_media(Dice(emoticon="🙂"))


POLE = GeoPoint(latitude=90, longitude=-180, accuracy_radius=1_500)
ANN = SharedContact(phone="+1 202 555 0101", first_name="Ann")
INN = Venue(point=HERE, title="Inn", address="1 Road")


@pytest.mark.parametrize(
    "media",
    [
        POLE,
        replace(POLE, latitude=-90, longitude=180),
        replace(ANN, first_name="", last_name="b" * 256),
        replace(ANN, first_name="a" * 256, vcard="c" * 4_096),
        replace(INN, title="t" * 512, address="a" * 512, provider="p" * 512),
        replace(INN, venue_id="v" * 512, venue_type="y" * 512),
        PollMedia(poll_id=0),
        PollMedia(poll_id=0, place=POLE),
        LiveLocation(point=POLE, period=60, heading=360, proximity_radius=100_000),
        LiveLocation(point=POLE, period=86_400),
        LiveLocation(point=POLE, period=UNTIL_STOPPED),
    ],
)
def test_media_that_can_be_are_kept_as_they_are(media: Media) -> None:
    assert check_media(media) == media


NOWHERE: list[Media] = [
    replace(HERE, latitude=90.1),
    replace(HERE, latitude=-90.1),
    replace(HERE, longitude=180.1),
    replace(HERE, longitude=float("nan")),
    replace(HERE, latitude=float("inf")),
    replace(HERE, accuracy_radius=-1),
    replace(HERE, accuracy_radius=1_501),
]


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        *((place, errors.GeoPointInvalid) for place in NOWHERE),
        (replace(INN, point=NOWHERE[0]), errors.GeoPointInvalid),
        (replace(LIVE, point=NOWHERE[0]), errors.GeoPointInvalid),
        (PollMedia(poll_id=0, place=replace(HERE, latitude=91)), errors.GeoPointInvalid),
        (replace(ANN, phone="none"), errors.PhoneNumberInvalid),
        (replace(ANN, phone="1" * 65), errors.PhoneNumberInvalid),
        (replace(ANN, first_name=" "), errors.ContactNameEmpty),
        (replace(ANN, first_name="a" * 257), errors.MediaInvalid),
        (replace(ANN, last_name="b" * 257), errors.MediaInvalid),
        (replace(ANN, vcard="c" * 4_097), errors.MediaInvalid),
        (replace(ANN, vcard="é" * 2_049), errors.MediaInvalid),
        (replace(INN, title=" "), errors.MediaInvalid),
        (replace(INN, address="a" * 513), errors.MediaInvalid),
        (replace(INN, venue_type="y" * 513), errors.MediaInvalid),
        (replace(LIVE, period=59), errors.MediaInvalid),
        (replace(LIVE, period=86_401), errors.MediaInvalid),
        (replace(LIVE, heading=-1), errors.MediaInvalid),
        (replace(LIVE, heading=361), errors.MediaInvalid),
        (replace(LIVE, proximity_radius=-1), errors.MediaInvalid),
        (replace(LIVE, proximity_radius=100_001), errors.MediaInvalid),
    ],
)
def test_media_that_cannot_be_are_refused(media: Media, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        check_media(media)


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
        (
            LiveEdit(point=THERE, heading=7, proximity_radius=50),
            replace(LIVE, point=THERE, heading=7, proximity_radius=50),
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


@pytest.mark.parametrize("date", [999, 1_000, 1_001])
def test_one_that_is_stopped_at_once_was_live_for_a_second(date: int) -> None:
    stopped = moved(LIVE, LiveEdit(point=None, stopped=True), sent=1_000, date=date)
    assert stopped == LiveLocation(point=HERE, period=1)


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
