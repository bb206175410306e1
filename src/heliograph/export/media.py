"""What messages carry, as the fields of an exported message."""

from typing import Any

from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    GeoPoint,
    GoneMedia,
    LastingMedia,
    LiveLocation,
    PhotoMedia,
    SharedContact,
    TodoItem,
    TodoList,
    Venue,
)
from heliograph.domain.files import Animated, Audio, Document, ImageSize, Sticker, Video
from heliograph.domain.fleeting import gone, ttl_of
from heliograph.domain.messages import Message
from heliograph.domain.polls import PollState, shows_counts, shows_key
from heliograph.export.dates import readable
from heliograph.export.people import peer_key
from heliograph.export.places import UNAVAILABLE, Places
from heliograph.export.texts import Value, text_of


def media_fields(message: Message, places: Places) -> Value:
    """The fields of what a message carries beside its text, none for a plain one."""
    extras = message.extras
    made: Value = {}
    if extras is not None and extras.media is not None:
        media = extras.media
        if not message.out and isinstance(media, PhotoMedia | DocumentMedia) and ttl_of(media):
            # It is for its recipient's eyes, as long as its sender wanted: no copy outlives that.
            media = gone(media)
        made = _gone(media) if isinstance(media, GoneMedia) else _fields(media, message, places)
        made |= _goes(ttl_of(media))
    if message.poll is not None:
        made["poll"] = poll_value(message.poll, owner_id=message.owner_id)
    return made


def _gone(media: GoneMedia) -> Value:
    """What went, or goes, once it is seen."""
    kind = "video_message" if media.round else "video_file" if media.video else "voice_message"
    said = {"photo": UNAVAILABLE} if media.photo else {"file": UNAVAILABLE, "media_type": kind}
    return said | _goes(media.ttl_seconds)


def _goes(ttl_seconds: int) -> Value:
    return {"self_destruct_period_seconds": ttl_seconds} if ttl_seconds else {}


def _fields(media: LastingMedia, message: Message, places: Places) -> Value:
    match media:
        case PhotoMedia():
            return _photo(media, message, places)
        case DocumentMedia():
            return _document(media, message, places)
        case SharedContact():
            return _contact(media, message, places)
        case GeoPoint():
            return {"location_information": _place(media)}
        case LiveLocation():
            return {
                "location_information": _place(media.point),
                "live_location_period_seconds": media.period,
            }
        case Venue():
            return _venue(media)
        case TodoList():
            return {"todo_list": _todo(media)}
        case Dice():
            return {"dice": {"emoji": media.emoticon, "value": media.value}}
    # A poll's place; the poll itself stands with the message.
    return _fields(media.place, message, places) if media.place is not None else {}


def _photo(media: PhotoMedia, message: Message, places: Places) -> Value:
    path, largest = places.photo(media.photo, message.date)
    made: Value = {"photo": path}
    if largest is not None:
        made |= {"photo_file_size": largest.size, "width": largest.width, "height": largest.height}
    return made | _hidden(media.spoiler)


def _document(media: DocumentMedia, message: Message, places: Places) -> Value:
    document = media.document
    path = places.document(document, message.date)
    made: Value = {"file": path}
    if document.name:
        made["file_name"] = document.name
    made["file_size"] = document.size
    thumbnail = places.thumbnail(document, path)
    if thumbnail is not None:
        made |= {"thumbnail": thumbnail[0], "thumbnail_file_size": thumbnail[1].size}
    return made | _kind(document) | _measures(document) | _hidden(media.spoiler)


def _kind(document: Document) -> Value:
    """`media_type` where it is one that is played or shown, and the MIME type."""
    by_type = {type(one): one for one in document.attributes}
    sticker, video, audio = (by_type.get(kind) for kind in (Sticker, Video, Audio))
    made: Value = {}
    if isinstance(sticker, Sticker):
        made = {"media_type": "sticker", "sticker_emoji": sticker.emoji}
    elif isinstance(video, Video) and video.round:
        made = {"media_type": "video_message"}
    elif isinstance(audio, Audio) and audio.voice:
        made = {"media_type": "voice_message", "performer": audio.performer, "title": audio.title}
    elif Animated in by_type:
        made = {"media_type": "animation"}
    elif isinstance(video, Video):
        made = {"media_type": "video_file"}
    elif isinstance(audio, Audio):
        made = {"media_type": "audio_file", "performer": audio.performer, "title": audio.title}
    made["mime_type"] = document.mime_type
    return {key: value for key, value in made.items() if value}


def _measures(document: Document) -> Value:
    """How long it plays and how large it is drawn, where that is known."""
    made: Value = {}
    for one in document.attributes:
        if isinstance(one, Video | Audio) and int(one.duration):
            made["duration_seconds"] = int(one.duration)
        if isinstance(one, Video | ImageSize) and one.width and one.height:
            made |= {"width": one.width, "height": one.height}
    return made


def _contact(contact: SharedContact, message: Message, places: Places) -> Value:
    made: Value = {
        "contact_information": {
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "phone_number": contact.phone,
        }
    }
    if contact.vcard:
        made["contact_vcard"] = places.contact_card(contact.vcard, message.id)
        made["contact_vcard_file_size"] = len(contact.vcard.encode())
    return made


def _venue(venue: Venue) -> Value:
    known = {
        "venue_provider": venue.provider,
        "venue_id": venue.venue_id,
        "venue_type": venue.venue_type,
    }
    return {
        "place_name": venue.title,
        "address": venue.address,
        "location_information": _place(venue.point),
        **{key: value for key, value in known.items() if value},
    }


def _place(point: GeoPoint) -> Value:
    return {"latitude": point.latitude, "longitude": point.longitude}


def _hidden(spoiler: bool) -> Value:
    return {"media_spoiler": True} if spoiler else {}


def poll_value(state: PollState, *, owner_id: int) -> Value:
    """A poll as it stands for the owner: without any votes until they may know them.

    What explains a quiz is told to who asked it, and to others as soon as they may know.
    """
    poll, counted = state.poll, shows_counts(state, owner_id)
    answers: list[dict[str, Any]] = [
        {
            "text": text_of(answer.text, answer.entities),
            "voters": state.counts[place] if counted else 0,
            "chosen": place in state.chosen,
        }
        for place, answer in enumerate(poll.answers)
    ]
    made: Value = {
        "question": text_of(poll.question, poll.question_entities),
        "closed": poll.closed,
        "total_voters": state.voters,
        "answers": answers,
    }
    if poll.creator_id == owner_id or shows_key(state):
        if poll.solution:
            made["solution"] = text_of(poll.solution, poll.solution_entities)
        if isinstance(poll.solution_place, Venue):
            made["solution_place"] = _venue(poll.solution_place)
        elif poll.solution_place is not None:
            made["solution_place"] = {"location_information": _place(poll.solution_place)}
    return made


def _todo(todo: TodoList) -> Value:
    done = {
        one.item_id: {
            "completed_by_id": peer_key(one.account_id),
            "completed_date": readable(one.date),
        }
        for one in todo.done
    }
    return {
        "title": text_of(todo.title, todo.entities),
        "others_can_append": todo.others_may_append,
        "others_can_complete": todo.others_may_complete,
        "answers": [todo_item(item) | done.get(item.id, {}) for item in todo.items],
    }


def todo_item(item: TodoItem) -> Value:
    """One thing to do."""
    return {"text": text_of(item.title, item.entities), "id": item.id}
