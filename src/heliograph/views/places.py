"""Places as clients show them on a map."""

from heliograph.domain.extras import GeoPoint, Place
from heliograph.tl import types


def place_media(record: Place) -> types.MessageMediaGeo | types.MessageMediaVenue:
    """https://core.telegram.org/constructor/messageMediaVenue"""
    if isinstance(record, GeoPoint):
        return types.MessageMediaGeo(geo=geo_point(record))
    return types.MessageMediaVenue(
        geo=geo_point(record.point),
        title=record.title,
        address=record.address,
        provider=record.provider,
        venue_id=record.venue_id,
        venue_type=record.venue_type,
    )


def geo_point(record: GeoPoint) -> types.GeoPoint:
    """`access_hash` opens maps that the server draws: it draws none."""
    return types.GeoPoint(
        long=record.longitude,
        lat=record.latitude,
        access_hash=0,
        accuracy_radius=record.accuracy_radius or None,
    )
