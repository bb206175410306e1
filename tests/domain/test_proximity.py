"""How far places are from each other, and when coming near is told."""

import pytest
from msgspec.structs import replace

from heliograph.domain.extras import Extras, GeoPoint, LiveLocation, ProximityReached
from heliograph.domain.messages import Message
from heliograph.domain.proximity import Approach, alert, distance_m

ADA, BOB = 1, 2
HERE = GeoPoint(latitude=0, longitude=0)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (HERE, HERE, 0),
        (HERE, GeoPoint(latitude=0, longitude=1), 111_195),
        (
            GeoPoint(latitude=52.5186, longitude=13.4083),
            GeoPoint(latitude=48.8566, longitude=2.3522),
            877_700,
        ),
        (
            GeoPoint(latitude=0, longitude=179.9995),
            GeoPoint(latitude=0, longitude=-179.9995),
            111.2,
        ),
        (GeoPoint(latitude=90, longitude=0), GeoPoint(latitude=-90, longitude=50), 20_015_115),
    ],
)
def test_distances_are_those_along_the_surface(
    one: GeoPoint, other: GeoPoint, metres: float
) -> None:
    assert distance_m(one, other) == distance_m(other, one) == pytest.approx(metres, rel=1e-3)


def shared(sender_id: int, longitude: float, *, radius: int = 0) -> Message:
    point = GeoPoint(latitude=0, longitude=longitude)
    live = LiveLocation(point=point, period=900, proximity_radius=radius)
    return Message(
        owner_id=BOB,
        id=sender_id,
        peer_id=ADA,
        sender_id=sender_id,
        date=800,
        text="",
        edit_date=900,
        extras=Extras(media=live),
    )


@pytest.mark.parametrize(
    ("before", "after", "radius", "told"),
    [
        (0.01, 0.001, 500, True),
        (0.01, 0.01, 500, False),
        (0.002, 0.001, 500, False),
        (0.001, 0.01, 500, False),
        (0.01, 0.001, 0, False),
    ],
)
def test_only_crossing_the_radius_inwards_is_told(
    before: float, after: float, radius: int, told: bool
) -> None:
    watcher = shared(ADA, 0, radius=radius)
    body = alert(Approach(before=shared(BOB, before), after=shared(BOB, after), watcher=watcher))
    assert (body is not None) is told
    if body is not None:
        reached = ProximityReached(from_id=BOB, to_id=ADA, distance=111)
        assert (body.sender_id, body.date, body.extras) == (BOB, 900, Extras(told=reached))


def test_without_both_locations_there_is_nothing_to_tell() -> None:
    moved = {"before": shared(BOB, 0.01), "after": shared(BOB, 0.001)}
    assert alert(Approach(**moved, watcher=None)) is None
    words = Message(owner_id=BOB, id=9, peer_id=ADA, sender_id=ADA, date=800, text="here")
    assert alert(Approach(**moved, watcher=words)) is None
    still = replace(words, extras=Extras(media=HERE))
    assert alert(Approach(**moved, watcher=still)) is None
