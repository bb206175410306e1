"""What a message may carry besides its text: media, where it came from, what it quotes."""

from collections.abc import Callable, Mapping

import msgspec

from heliograph.domain.entities import Entity
from heliograph.domain.files import AnyFile, Document, Photo
from heliograph.domain.peers import channel_peer, chat_peer


class Dice(msgspec.Struct, frozen=True, kw_only=True, tag="dice"):
    """A thrown emoji; `value` 0 is one that nobody threw yet.

    https://core.telegram.org/api/dice
    """

    emoticon: str
    value: int = 0


class SharedContact(msgspec.Struct, frozen=True, kw_only=True, tag="contact", omit_defaults=True):
    """Somebody's number; `user_id` 0 if it is no account's, or none the sender may name."""

    phone: str
    first_name: str
    last_name: str = ""
    vcard: str = ""
    user_id: int = 0


class GeoPoint(msgspec.Struct, frozen=True, kw_only=True, tag="geo", omit_defaults=True):
    """A place in degrees; `accuracy_radius` in metres, 0 if unknown."""

    latitude: float
    longitude: float
    accuracy_radius: int = 0


class LiveLocation(msgspec.Struct, frozen=True, kw_only=True, tag="live", omit_defaults=True):
    """A place that its sender keeps up for `period` seconds from the message's date.

    `heading` is in degrees, `proximity_radius` in metres; 0 for none.

    https://core.telegram.org/api/live-location
    """

    point: GeoPoint
    period: int
    heading: int = 0
    proximity_radius: int = 0


class Venue(msgspec.Struct, frozen=True, kw_only=True, tag="venue"):
    """A place with a name, as a provider such as foursquare knows it."""

    point: GeoPoint
    title: str
    address: str
    provider: str = ""
    venue_id: str = ""
    venue_type: str = ""


Place = GeoPoint | Venue
"""What stays where it is."""


class PollMedia(msgspec.Struct, frozen=True, kw_only=True, tag="poll", omit_defaults=True):
    """A poll by its id, and the place that it is about, if it is about one.

    The poll itself changes with every vote and is kept apart.
    """

    poll_id: int
    place: Place | None = None


NEW_POLL = PollMedia(poll_id=0)
"""Stands where a poll is asked that has no id yet."""


class TodoItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing of a list; ids are its writer's choice and need not follow each other."""

    id: int
    title: str
    entities: tuple[Entity, ...] = ()


class TodoDone(msgspec.Struct, frozen=True, kw_only=True):
    """Who did one of the things, and when they said so.

    `account_id` is the supergroup's peer where it was done in its name.
    """

    item_id: int
    account_id: int
    date: int


class TodoList(msgspec.Struct, frozen=True, kw_only=True, tag="todo", omit_defaults=True):
    """Things to do, and what of them is done.

    https://core.telegram.org/api/todo
    """

    title: str
    entities: tuple[Entity, ...] = ()
    items: tuple[TodoItem, ...] = ()
    others_may_append: bool = False
    others_may_complete: bool = False
    done: tuple[TodoDone, ...] = ()


class TodoTicked(msgspec.Struct, frozen=True, kw_only=True, tag="ticked"):
    """What a message tells of a list: these are done, those are not after all."""

    completed: tuple[int, ...] = ()
    incompleted: tuple[int, ...] = ()


class ProximityReached(msgspec.Struct, frozen=True, kw_only=True, tag="proximity"):
    """What a message tells of live locations: one came near who had asked; metres between them."""

    from_id: int
    to_id: int
    distance: int


class TodoAppended(msgspec.Struct, frozen=True, kw_only=True, tag="appended"):
    """What a message tells of a list: these came to it."""

    items: tuple[TodoItem, ...]


class AnswerTold(msgspec.Struct, frozen=True, kw_only=True, tag="answer", omit_defaults=True):
    """What a message tells of a poll with open answers: this one came to it, or was `removed`.

    `added_by` is the peer who had added it, at `date`.
    """

    option: bytes
    text: str
    entities: tuple[Entity, ...] = ()
    place: Place | None = None
    added_by: int
    date: int
    removed: bool = False


class DocumentMedia(msgspec.Struct, frozen=True, kw_only=True, tag="document", omit_defaults=True):
    """A file; under a `spoiler` it is shown when asked for.

    It goes `ttl_seconds` after it was opened, 0 for never.
    """

    document: Document
    spoiler: bool = False
    ttl_seconds: int = 0


class PhotoMedia(msgspec.Struct, frozen=True, kw_only=True, tag="photo", omit_defaults=True):
    """A photo; `spoiler` and `ttl_seconds` as for a file. `of_chat` is one that a group shows from
    then on, or that somebody is to show: no part of what a chat's photos are."""

    photo: Photo
    spoiler: bool = False
    ttl_seconds: int = 0
    of_chat: bool = False


class GoneMedia(msgspec.Struct, frozen=True, kw_only=True, tag="gone", omit_defaults=True):
    """What is left of a photo, film or voice that went once it was opened."""

    ttl_seconds: int
    photo: bool = False
    video: bool = False
    round: bool = False
    voice: bool = False


FileMedia = DocumentMedia | PhotoMedia

LastingMedia = (
    Dice
    | SharedContact
    | GeoPoint
    | LiveLocation
    | Venue
    | PollMedia
    | TodoList
    | DocumentMedia
    | PhotoMedia
)
Media = LastingMedia | GoneMedia


def file_of(media: Media | None) -> AnyFile | None:
    """The file that media are, None for media that need none."""
    match media:
        case DocumentMedia():
            return media.document
        case PhotoMedia():
            return media.photo
    return None


class Forward(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who first wrote a forwarded message, and when.

    `from_id` is 0 for an author who hides their account from forwards and has `from_name` alone.
    `saved_*` stand in Saved Messages: the dialog and the id, both as the owner's mailbox has them,
    that the message was taken from, and who had sent it there if that was not the first author.
    `channel_post` is its id in the channel that `from_id` is, `signature` names who wrote it there.

    https://core.telegram.org/constructor/messageFwdHeader
    """

    date: int
    from_id: int = 0
    from_name: str = ""
    saved_from_peer: int = 0
    saved_from_msg_id: int = 0
    saved_from_id: int = 0
    saved_from_name: str = ""
    saved_date: int = 0
    channel_post: int = 0
    signature: str = ""


class Quote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The part of the replied-to message that a reply quotes; `offset` in UTF-16 units.

    `manual` marks what the sender chose to quote; without it, it is what the reply shows of a
    message that its reader has not got.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    offset: int = 0
    manual: bool = True


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What of a message a reply is about: a thing of its to-do list, or an answer of its poll."""

    item_id: int = 0
    option: bytes = b""


class ReplyOrigin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A replied-to message of another dialog, as a reader is shown it who has not got it."""

    forward: Forward
    media: Media | None = None


class LinkButton(msgspec.Struct, frozen=True, kw_only=True):
    """A button below a message that opens an address.

    https://core.telegram.org/api/bots/buttons
    """

    text: str
    url: str


Argument = int | str | bool | tuple[int, ...]
"""A field of a service message's action."""

_PEERS: Mapping[str, Callable[[int], int]] = {
    **dict.fromkeys(("users", "user_id", "inviter_id", "new_creator_id"), int),
    "chat_id": chat_peer,
    "channel_id": channel_peer,
}
"""The fields that name somebody, or a group or channel, and whose peer that is."""


class Extras(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that a plain text has not. `ttl_period` is in seconds, 0 for a message that stays.

    `arguments` are the fields of a service message's action, by their names in the schema, `told`
    what is more than a word or a number.
    `thread_id` is the message of a supergroup that this one talks about, 0 for none; with `topic`
    it is the one that a forum's topic began with.
    `signature` names who wrote a channel's post, `speaker_id` is the peer of the channel in whose
    name a supergroup's message was said, `effect` is the id of an animation that plays
    once, `grouped_id` that of its album. `button` is of the service account's messages.
    """

    media: Media | None = None
    forward: Forward | None = None
    quote: Quote | None = None
    answered: Answered | None = None
    reply_origin: ReplyOrigin | None = None
    ttl_period: int = 0
    via_bot_id: int = 0
    effect: int = 0
    grouped_id: int = 0
    invert_media: bool = False
    from_scheduled: bool = False
    signature: str = ""
    thread_id: int = 0
    speaker_id: int = 0
    topic: bool = False
    arguments: tuple[tuple[str, Argument], ...] = ()
    told: TodoTicked | TodoAppended | ProximityReached | AnswerTold | None = None
    button: LinkButton | None = None

    @property
    def shows_files(self) -> bool:
        """Whether a reader is shown a file, be it that of the message it answers."""
        origin = self.reply_origin
        shown = (self.media, origin.media if origin is not None else None)
        return any(file_of(media) is not None for media in shown)

    @property
    def names(self) -> tuple[int, ...]:
        """The accounts that whoever reads the message must be shown with it."""
        forward, origin = self.forward, self.reply_origin
        named = [self.via_bot_id]
        if forward is not None:
            named += [forward.from_id, forward.saved_from_peer, forward.saved_from_id]
        if origin is not None:
            named.append(origin.forward.from_id)
        for media in (self.media, origin.media if origin is not None else None):
            if isinstance(media, SharedContact):
                named.append(media.user_id)
            if isinstance(media, TodoList):
                named += [one.account_id for one in media.done]
        if isinstance(self.told, ProximityReached):
            named += [self.told.from_id, self.told.to_id]
        if isinstance(self.told, AnswerTold):
            named.append(self.told.added_by)
        for name, value in self.arguments:
            if name in _PEERS:
                ids = value if isinstance(value, tuple) else (int(value),)
                named += map(_PEERS[name], ids)
        return tuple(account_id for account_id in named if account_id)


NO_EXTRAS = Extras()


def extras_or_none(extras: Extras) -> Extras | None:
    """None for a plain text's: such a message is kept and sent without."""
    return None if extras == NO_EXTRAS else extras
