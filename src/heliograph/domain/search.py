"""Looking for messages, in one dialog or in all of a mailbox.

https://core.telegram.org/api/search
"""

import enum
from collections.abc import Sequence
from itertools import groupby

import msgspec

from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    DocumentMedia,
    Extras,
    GeoPoint,
    LiveLocation,
    Media,
    PhotoMedia,
    PollMedia,
    SharedContact,
    Venue,
    file_of,
)
from heliograph.domain.files import Animated, Audio, Document, Sticker, Video
from heliograph.domain.history import MessagePage
from heliograph.domain.words import Sought, has_all

_DAY_S = 86_400
_LINKS = frozenset({"Url", "TextUrl"})


class Mark(enum.StrEnum):
    """What a message may be found by besides its words.

    `VISUAL` is a photo or a video, `SPOKEN` a voice or a round video: what clients ask for as one
    has a mark of its own, so that one look at the index answers.
    """

    LINK = "link"
    PLACE = "place"
    CONTACT = "contact"
    POLL = "poll"
    PHOTO = "photo"
    CHAT_PHOTO = "chatphoto"
    VIDEO = "video"
    VISUAL = "visual"
    DOCUMENT = "document"
    GIF = "gif"
    MUSIC = "music"
    VOICE = "voice"
    ROUND = "round"
    SPOKEN = "spoken"


class Within(enum.Enum):
    """Which dialogs are searched, where none is named: channels with the others.

    `PUBLIC` are no dialogs, but the channels that anybody finds.
    """

    ALL = enum.auto()
    USERS = enum.auto()
    GROUPS = enum.auto()
    CHANNELS = enum.auto()
    PUBLIC = enum.auto()

    @property
    def of_channels(self) -> bool:
        """Whether nothing of the mailbox is among them."""
        return self in (Within.CHANNELS, Within.PUBLIC)

    def takes(self, peer_id: int) -> bool:
        """Whether a dialog of the mailbox is among them: with a person, or with a basic group."""
        kinds = {Within.ALL: True, Within.USERS: peer_id > 0, Within.GROUPS: peer_id < 0}
        return kinds.get(self, False)

    def takes_channel(self, *, broadcast: bool) -> bool:
        """Whether a supergroup or channel is among them."""
        if self is Within.ALL:
            return True
        return self is (Within.CHANNELS if broadcast else Within.GROUPS)


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what matches, newest first, with the offsets of a HistoryQuery.

    Without a peer the whole mailbox is searched, or its dialogs in the folder `folder_id`. Every
    text matches if nothing is `sought`; a message must have the `mark`, if any. Dates are Unix
    seconds, 0 for no bound. Of what is in no index at most `scan_max` messages are looked at, and
    `matches_max` matches are counted: the newest that the bounds allow. `pinned` looks at no
    others, in one dialog, `calling` at those of a supergroup that name or answer the owner;
    `saved_peer_id` at what was saved from a peer, in Saved Messages; `thread_id` at what is
    said about one message of a supergroup. With `within`, channels are searched as well, and the
    offset is the date and dialog of a message beside its id. `viewer_id` is who looks where that is
    not the owner.
    """

    owner_id: int
    peer_id: int | None
    viewer_id: int | None = None
    folder_id: int | None = None
    saved_peer_id: int | None = None
    thread_id: int | None = None
    sought: tuple[Sought, ...] = ()
    mark: Mark | None = None
    pinned: bool = False
    calling: bool = False
    sender_id: int | None = None
    min_date: int = 0
    max_date: int = 0
    within: Within | None = None
    offset_date: int = 0
    offset_peer: int = 0
    offset_id: int = 0
    add_offset: int = 0
    limit: int = 100
    max_id: int = 0
    min_id: int = 0
    scan_max: int
    matches_max: int


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """What a search looks at in a message that no index holds; `folded` is its text, folded."""

    sender_id: int
    folded: str
    marks: tuple[Mark, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page of matches, whose `count` is that of all; `inexact` if older ones were not counted."""

    page: MessagePage
    inexact: bool


class Match(msgspec.Struct, frozen=True):
    """Where a match stands in time; `date` in Unix seconds."""

    id: int
    date: int


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """All matches that are counted, newest first; `inexact` if there may be older ones."""

    found: tuple[Match, ...]
    inexact: bool


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """The matches of one day, from `min_id` to `max_id`; `date` is when it begins in UTC."""

    date: int
    min_id: int
    max_id: int
    count: int


def matches(message: Searched, query: SearchQuery) -> bool:
    """Whether a message within the bounds is one that is looked for."""
    if query.sender_id is not None and message.sender_id != query.sender_id:
        return False
    if query.mark is not None and query.mark not in message.marks:
        return False
    return has_all(message.folded, query.sought)


def marks_of(entities: tuple[Entity, ...], extras: Extras | None) -> tuple[Mark, ...]:
    """What a message with these entities and extras is found by besides its words."""
    if not entities and extras is None:
        return ()
    links = (Mark.LINK,) if any(entity.kind in _LINKS for entity in entities) else ()
    return (*links, *_media_marks(extras.media if extras is not None else None))


def _media_marks(media: Media | None) -> tuple[Mark, ...]:
    match media:
        case GeoPoint() | LiveLocation() | Venue():
            return (Mark.PLACE,)
        case SharedContact():
            return (Mark.CONTACT,)
        case PollMedia():
            return (Mark.POLL,)
        case PhotoMedia() | DocumentMedia() if media.ttl_seconds:
            # Apps keep it out of what a chat's media are shown in.
            return ()
        case PhotoMedia():
            return (Mark.CHAT_PHOTO,) if media.of_chat else (Mark.PHOTO, Mark.VISUAL)
        case DocumentMedia():
            return _document_marks(media.document)
    return ()


def _document_marks(document: Document) -> tuple[Mark, ...]:
    """A document is one thing to the apps: what moves by itself is no video, a voice no music."""
    kinds = {type(one): one for one in document.attributes}
    video, audio = kinds.get(Video), kinds.get(Audio)
    if Sticker in kinds:
        return ()
    if Animated in kinds:
        return (Mark.GIF,)
    if isinstance(video, Video):
        return (Mark.ROUND, Mark.SPOKEN) if video.round else (Mark.VIDEO, Mark.VISUAL)
    if isinstance(audio, Audio):
        return (Mark.VOICE, Mark.SPOKEN) if audio.voice else (Mark.MUSIC,)
    return (Mark.DOCUMENT,)


def searched_text(text: str, extras: Extras | None) -> str:
    """What a message's words are taken from: its text, its file's name, a song's title and who
    performs it."""
    file = file_of(extras.media) if extras is not None else None
    if not isinstance(file, Document):
        return text
    songs = (one for one in file.attributes if isinstance(one, Audio))
    named = (file.name, *(word for song in songs for word in (song.title, song.performer)))
    return "\n".join((text, *filter(None, named)))


def cut_page(ids: list[int], query: SearchQuery) -> tuple[list[int], int]:
    """The page's part of all matching ids, newest first, and how many are newer than it.

    https://core.telegram.org/api/offsets
    """
    older = len(ids)
    if query.offset_id > 0:
        older = sum(1 for message_id in ids if message_id < query.offset_id)
    begin = len(ids) - older + query.add_offset
    end = begin + query.limit
    begin = max(0, begin)
    return ids[begin : max(begin, end)], begin


def days_of(found: Sequence[Match]) -> tuple[Day, ...]:
    """The days on which matches lie, newest first as they are."""
    days: list[Day] = []
    for date, group in groupby(found, lambda match: match.date - match.date % _DAY_S):
        ids = [match.id for match in group]
        days.append(Day(date=date, min_id=ids[-1], max_id=ids[0], count=len(ids)))
    return tuple(days)


def spread(found: Sequence[Match], most: int) -> tuple[tuple[int, Match], ...]:
    """At most so many matches, evenly spread, each with how many are newer."""
    step = max(1, -(-len(found) // most)) if most > 0 else len(found) + 1
    return tuple(enumerate(found))[::step] if most > 0 else ()
