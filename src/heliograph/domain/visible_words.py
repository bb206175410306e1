"""The words in what is said: all of it that a reader reads, to be looked at before they do."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import assert_never

from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    Extras,
    GeoPoint,
    GoneMedia,
    LiveLocation,
    Media,
    PhotoMedia,
    Place,
    PollMedia,
    SharedContact,
    TodoItem,
    TodoList,
    Venue,
)
from heliograph.domain.files import Attribute, Audio, Filename
from heliograph.domain.messages import Draft, Message
from heliograph.domain.polls import Poll, PollAnswer

Words = tuple[str, ...]

_LINK = "TextUrl"


def of_draft(draft: Draft) -> Words:
    """What somebody is about to say; what they forward or answer says more."""
    return _seen(
        draft.text,
        *of_links(draft.entities),
        *of_poll(draft.poll),
        *_of_extras(draft.extras),
    )


def of_message(message: Message, *, captions: bool = True) -> Words:
    """What a message says; without its `captions` nothing that stands beside media."""
    media = message.extras.media if message.extras is not None else None
    text: Sequence[str] = (message.text, *of_links(message.entities))
    poll = None if message.poll is None else message.poll.poll
    said = text if captions or media is None else ()
    return _seen(*said, *of_poll(poll), *_of_extras(message.extras))


def of_links(entities: Iterable[Entity]) -> Words:
    """Where words lead to that do not say so."""
    return tuple(one.extra for one in entities if one.kind == _LINK)


def of_poll(poll: Poll | None) -> Words:
    if poll is None:
        return ()
    answers = chain.from_iterable(map(of_answer, poll.answers))
    return _seen(poll.question, *answers, poll.solution, *_of_place(poll.solution_place))


def of_answer(answer: PollAnswer) -> Words:
    return _seen(answer.text, *_of_place(answer.place))


def of_items(items: Iterable[TodoItem]) -> Words:
    return tuple(chain.from_iterable((one.title, *of_links(one.entities)) for one in items))


def of_media(media: Media | None) -> Words:
    """What media say; a new kind of them has to be named here."""
    match media:
        case TodoList():
            return (media.title, *of_links(media.entities), *of_items(media.items))
        case SharedContact():
            return _seen(media.first_name, media.last_name, media.phone, media.vcard)
        case GeoPoint() | Venue():
            return _of_place(media)
        case PollMedia():
            return _of_place(media.place)
        case DocumentMedia():
            return tuple(chain.from_iterable(map(_of_attribute, media.document.attributes)))
        case None | Dice() | LiveLocation() | PhotoMedia() | GoneMedia():
            return ()
    assert_never(media)


def _of_extras(extras: Extras | None) -> Words:
    """What beside its words a message says, or shows of what it answers."""
    if extras is None:
        return ()
    quoted = () if extras.quote is None else (extras.quote.text, *of_links(extras.quote.entities))
    answered = () if extras.reply_origin is None else of_media(extras.reply_origin.media)
    return (*of_media(extras.media), *quoted, *answered)


def _of_place(place: Place | None) -> Words:
    return _seen(place.title, place.address) if isinstance(place, Venue) else ()


def _of_attribute(attribute: Attribute) -> Words:
    match attribute:
        case Filename():
            return _seen(attribute.name)
        case Audio():
            return _seen(attribute.title, attribute.performer)
    return ()


def _seen(*texts: str) -> Words:
    return tuple(one for one in texts if one)
