"""Media as a request carries them.

https://core.telegram.org/type/InputMedia
"""

from heliograph.domain import errors
from heliograph.domain.extras import (
    Dice,
    FileMedia,
    GeoPoint,
    LiveLocation,
    Media,
    SharedContact,
    Venue,
)
from heliograph.domain.media import LiveEdit
from heliograph.domain.phones import phone_digits
from heliograph.rpc.context import Context
from heliograph.rpc.messages.files import (
    known_document,
    known_photo,
    uploaded_document,
    uploaded_photo,
)
from heliograph.rpc.messages.todos import asked_list
from heliograph.tl import types


async def asked_media(context: Context, media: types.TypeInputMedia) -> Media:
    """What the client wants to send. MEDIA_EMPTY, or MEDIA_INVALID for what there is not."""
    match media:
        case types.InputMediaEmpty():
            raise errors.MediaEmpty
        case types.InputMediaDice():
            return Dice(emoticon=media.emoticon)
        case types.InputMediaContact():
            return SharedContact(
                phone=media.phone_number,
                first_name=media.first_name,
                last_name=media.last_name,
                vcard=media.vcard,
                user_id=await _holder(context, media.phone_number),
            )
        case types.InputMediaGeoPoint() | types.InputMediaVenue():
            return asked_place(media)
        case types.InputMediaGeoLive():
            return LiveLocation(
                point=_point(media.geo_point),
                period=media.period or 0,
                heading=media.heading or 0,
                proximity_radius=media.proximity_notification_radius or 0,
            )
        case types.InputMediaTodo():
            return asked_list(media.todo)
    return await asked_file(context, media)


def asked_place(media: types.TypeInputMedia) -> GeoPoint | Venue:
    """A place that stands still. MEDIA_INVALID for anything else."""
    match media:
        case types.InputMediaGeoPoint():
            return _point(media.geo_point)
        case types.InputMediaVenue():
            return Venue(
                point=_point(media.geo_point),
                title=media.title,
                address=media.address,
                provider=media.provider,
                venue_id=media.venue_id,
                venue_type=media.venue_type,
            )
    raise errors.MediaInvalid


def is_bare_link(media: types.TypeInputMedia | None) -> bool:
    """Whether these are words with a link whose preview may be missing: there are no previews."""
    return isinstance(media, types.InputMediaWebPage) and media.optional


def asked_move(media: types.InputMediaGeoLive) -> LiveEdit:
    """What the sender of a live location says next; one that only ends it names no place."""
    empty = isinstance(media.geo_point, types.InputGeoPointEmpty)
    return LiveEdit(
        point=None if empty and media.stopped else _point(media.geo_point),
        period=media.period,
        heading=media.heading or 0,
        proximity_radius=media.proximity_notification_radius or 0,
        stopped=media.stopped,
    )


def _point(point: types.TypeInputGeoPoint) -> GeoPoint:
    if isinstance(point, types.InputGeoPointEmpty):
        raise errors.GeoPointInvalid
    return GeoPoint(
        latitude=point.lat, longitude=point.long, accuracy_radius=point.accuracy_radius or 0
    )


async def _holder(context: Context, phone: str) -> int:
    """The account with a number, for whom the sender may find by it; 0 for anybody else."""
    digits = phone_digits(phone)
    seen = await context.store.seen_by_phone(context.account_id, digits) if digits else None
    if seen is None or not seen.found_by_number:
        return 0
    return seen.account.id


async def asked_file(context: Context, media: types.TypeInputMedia) -> FileMedia:
    """As `asked_media`, for media that are a file. MEDIA_INVALID for others."""
    match media:
        case types.InputMediaUploadedDocument():
            return await uploaded_document(context, media)
        case types.InputMediaDocument():
            return await known_document(context, media)
        case types.InputMediaUploadedPhoto():
            return await uploaded_photo(context, media)
        case types.InputMediaPhoto():
            return await known_photo(context, media)
    raise errors.MediaInvalid
