"""Media that need no file: what may be sent, thrown and kept up."""

from collections.abc import Callable
from math import isfinite

import msgspec
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
    TodoList,
    Venue,
)
from heliograph.domain.phones import phone_digits
from heliograph.domain.todos import compose_todo

DICE_SIDES = {"🎲": 6, "🎯": 6, "🎳": 6, "⚽": 5, "🏀": 5, "🎰": 64}
"""The emoji that may be thrown and how many outcomes each has.

https://core.telegram.org/api/dice
"""

UNTIL_STOPPED = 2**31 - 1
"""The period of a live location that ends only when its sender ends it."""

_PERIOD_S = range(60, 86_401)
_NAME_LENGTH = 256
_VCARD_BYTES = 4_096
_VENUE_LENGTH = 512
_ACCURACY_M = 1_500
_PROXIMITY_M = 100_000


class LiveEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What the sender of a live location says next; `point` None leaves it where it is.

    `period` None leaves its end; `stopped` ends it now.
    """

    point: GeoPoint | None
    period: int | None = None
    heading: int = 0
    proximity_radius: int = 0
    stopped: bool = False


def without_doers(media: Media | None) -> Media | None:
    """What is shown elsewhere: who did what of a list is known only where it stands.

    They may be people who hide themselves from forwards.
    """
    return replace(media, done=()) if isinstance(media, TodoList) else media


def check_media(media: Media) -> Media:
    """The media as it is kept, or the refusal that clients know.

    https://core.telegram.org/method/messages.sendMedia
    """
    match media:
        case Dice():
            emoticon = media.emoticon.replace("\ufe0f", "")
            if emoticon not in DICE_SIDES:
                raise errors.EmoticonInvalid
            return Dice(emoticon=emoticon)
        case SharedContact():
            _check_contact(media)
        case GeoPoint():
            _check_point(media)
        case LiveLocation():
            _check_point(media.point)
            _check_live(media)
        case Venue():
            _check_point(media.point)
            said = (media.title, media.address, media.provider, media.venue_id, media.venue_type)
            if not media.title.strip() or any(len(text) > _VENUE_LENGTH for text in said):
                raise errors.MediaInvalid
        case TodoList():
            return compose_todo(media)
        case PollMedia() if media.place is not None:
            check_media(media.place)
    return media


def _check_contact(contact: SharedContact) -> None:
    if not phone_digits(contact.phone):
        raise errors.PhoneNumberInvalid
    names = (contact.first_name, contact.last_name)
    if not "".join(names).strip():
        raise errors.ContactNameEmpty
    if any(len(name) > _NAME_LENGTH for name in names):
        raise errors.MediaInvalid
    if len(contact.vcard.encode()) > _VCARD_BYTES:
        raise errors.MediaInvalid


def _check_point(point: GeoPoint) -> None:
    """Degrees on the globe; NaN is nowhere."""
    known = isfinite(point.latitude) and isfinite(point.longitude)
    if not known or abs(point.latitude) > 90 or abs(point.longitude) > 180:
        raise errors.GeoPointInvalid
    if not 0 <= point.accuracy_radius <= _ACCURACY_M:
        raise errors.GeoPointInvalid


def _check_live(live: LiveLocation) -> None:
    if live.period not in _PERIOD_S and live.period != UNTIL_STOPPED:
        raise errors.MediaInvalid
    if not 0 <= live.heading <= 360 or not 0 <= live.proximity_radius <= _PROXIMITY_M:
        raise errors.MediaInvalid


def thrown(extras: Extras | None, *, below: Callable[[int], int]) -> Extras | None:
    """The dice of a message with its outcome, if it was not thrown yet; `below` gives a random
    number under its argument."""
    media = extras.media if extras is not None else None
    if extras is None or not isinstance(media, Dice) or media.value:
        return extras
    value = below(DICE_SIDES[media.emoticon]) + 1
    return replace(extras, media=replace(media, value=value))


def is_live(extras: Extras | None, *, sent: int, now: int) -> bool:
    """Whether it is a live location that its sender still moves."""
    media = extras.media if extras is not None else None
    if not isinstance(media, LiveLocation):
        return False
    return media.period == UNTIL_STOPPED or now < sent + media.period


def moved(media: Media | None, edit: LiveEdit, *, sent: int, date: int) -> LiveLocation:
    """A live location after an edit, by the times it was sent and is edited at; or the refusal.

    https://core.telegram.org/api/live-location
    """
    if not isinstance(media, LiveLocation):
        raise errors.MediaPrevInvalid
    elapsed = date - sent
    if media.period != UNTIL_STOPPED and elapsed >= media.period:
        raise errors.MessageEditTimeExpired
    point = edit.point or media.point
    if edit.stopped:
        return LiveLocation(point=point, period=max(1, elapsed))
    _check_point(point)
    live = LiveLocation(
        point=point,
        period=media.period if edit.period is None else edit.period,
        heading=edit.heading,
        proximity_radius=edit.proximity_radius,
    )
    if live.period != media.period:
        _check_live(live)
        if live.period <= elapsed:
            raise errors.MediaInvalid
    if live == media:
        raise errors.MessageNotModified
    return live
