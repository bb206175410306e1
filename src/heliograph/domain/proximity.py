"""Alerts of live locations: somebody comes as near as the other wants to be told of.

https://core.telegram.org/api/live-location#proximity-alert
"""

import math

import msgspec

from heliograph.domain.extras import NO_EXTRAS, Extras, GeoPoint, LiveLocation, ProximityReached
from heliograph.domain.message_changes import Edited, Sent
from heliograph.domain.messages import Body, Message

_EARTH_RADIUS_M = 6_371_009


class Approach(msgspec.Struct, frozen=True, kw_only=True):
    """A live location before and after it moved, each as its sender's mailbox has it, and that of
    the other side, None where they share none."""

    before: Message | None
    after: Message
    watcher: Message | None


class MoveOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The location in each mailbox, its sender's first, and what tells both sides of an alert."""

    parts: tuple[Edited, ...]
    sent: Sent | None = None


def alert(approach: Approach) -> Body | None:
    """What is told in the chat as somebody crosses the other's radius inwards, None for nothing."""
    before, after = _location(approach.before), _location(approach.after)
    watched, watcher = _location(approach.watcher), approach.watcher
    if before is None or after is None or watched is None or watcher is None:
        return None
    radius = watched.proximity_radius
    if not radius:
        return None
    now_m = distance_m(after.point, watched.point)
    if now_m > radius or distance_m(before.point, watched.point) <= radius:
        return None
    mover = approach.after
    reached = ProximityReached(
        from_id=mover.sender_id, to_id=watcher.sender_id, distance=round(now_m)
    )
    return Body(
        sender_id=mover.sender_id,
        date=mover.edit_date or mover.date,
        text="",
        action="GeoProximityReached",
        extras=Extras(told=reached),
    )


def distance_m(one: GeoPoint, other: GeoPoint) -> float:
    """Metres between two places along the surface."""
    latitude, other_latitude = math.radians(one.latitude), math.radians(other.latitude)
    eastward = math.radians(other.longitude - one.longitude)
    haversine = (
        math.sin((other_latitude - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(other_latitude) * math.sin(eastward / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(haversine)))


def _location(message: Message | None) -> LiveLocation | None:
    media = ((message.extras if message is not None else None) or NO_EXTRAS).media
    return media if isinstance(media, LiveLocation) else None
