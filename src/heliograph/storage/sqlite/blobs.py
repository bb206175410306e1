"""Records kept whole inside a row: a version byte, then MessagePack."""

from functools import lru_cache

import msgspec

from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.bot_events import BotEvent
from heliograph.domain.channel_log import Action
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.dialogs import Unsent
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Extras
from heliograph.domain.files import AnyFile, EncryptedFile
from heliograph.domain.filters import DialogFilter
from heliograph.domain.messages import Body, Draft
from heliograph.domain.notifications import NotifySettings
from heliograph.domain.people import Username
from heliograph.domain.polls import Poll
from heliograph.domain.preferences import Preferences
from heliograph.domain.privacy import DEFAULT_PRIVACY, Privacy
from heliograph.domain.profile_photos import NO_PHOTOS, ShownPhoto, ShownPhotos
from heliograph.domain.profiles import Note
from heliograph.domain.reactions import Reaction

_VERSION = b"\x01"
# Privacy choices kept decoded: every message shows two people, most of them with none. One that
# names users takes 8 bytes for each of its blob's, up to 600 KiB, and a new one may come with
# every change.
_PRIVACY_KEPT = 4_096
_LONG_PRIVACY_BYTES = 1_024
_LONG_PRIVACY_KEPT = 32

_encode = msgspec.msgpack.Encoder().encode
_entities = msgspec.msgpack.Decoder(tuple[Entity, ...])
_log_action: msgspec.msgpack.Decoder[Action] = msgspec.msgpack.Decoder(Action)
_bot_event: msgspec.msgpack.Decoder[BotEvent] = msgspec.msgpack.Decoder(BotEvent)
_extras = msgspec.msgpack.Decoder(Extras)
_poll = msgspec.msgpack.Decoder(Poll)
_scheduled = msgspec.msgpack.Decoder(tuple[Draft, Body])
_reactions = msgspec.msgpack.Decoder(tuple[Reaction, ...])
_client = msgspec.msgpack.Decoder(ClientInfo)
_shown_photos = msgspec.msgpack.Decoder(ShownPhotos)
_shown_photo = msgspec.msgpack.Decoder(ShownPhoto)
_chosen_reactions = msgspec.msgpack.Decoder(ChosenReactions)
_usernames = msgspec.msgpack.Decoder(tuple[Username, ...])
_privacy = msgspec.msgpack.Decoder(Privacy)
_notify = msgspec.msgpack.Decoder(NotifySettings)
_preferences = msgspec.msgpack.Decoder(Preferences)
_filter = msgspec.msgpack.Decoder(DialogFilter)
_unsent = msgspec.msgpack.Decoder(Unsent)
_note = msgspec.msgpack.Decoder(Note)
_ids = msgspec.msgpack.Decoder(tuple[int, ...])
_encrypted_file = msgspec.msgpack.Decoder(EncryptedFile)
_file: msgspec.msgpack.Decoder[AnyFile] = msgspec.msgpack.Decoder(AnyFile)


class UnknownBlob(ValueError):
    """A blob's version byte is none this program has written."""


def pack_entities(entities: tuple[Entity, ...]) -> bytes | None:
    """None for no entities, as most messages have none."""
    return _VERSION + _encode(entities) if entities else None


def unpack_entities(blob: bytes | None) -> tuple[Entity, ...]:
    return _entities.decode(_content(blob)) if blob else ()


def pack_extras(extras: Extras | None) -> bytes | None:
    return None if extras is None else _VERSION + _encode(extras)


def unpack_extras(blob: bytes | None) -> Extras | None:
    return _extras.decode(_content(blob)) if blob else None


def pack_log_action(action: Action) -> bytes:
    """What was done in a channel."""
    return _VERSION + _encode(action)


def unpack_log_action(blob: bytes) -> Action:
    return _log_action.decode(_content(blob))


def pack_bot_event(event: BotEvent) -> bytes:
    """What bots are told."""
    return _VERSION + _encode(event)


def unpack_bot_event(blob: bytes) -> BotEvent:
    return _bot_event.decode(_content(blob))


def pack_scheduled(draft: Draft, body: Body) -> bytes:
    """What a scheduled message is to say to whom."""
    return _VERSION + _encode((draft, body))


def unpack_scheduled(blob: bytes) -> tuple[Draft, Body]:
    return _scheduled.decode(_content(blob))


def pack_reactions(reactions: tuple[Reaction, ...]) -> bytes | None:
    """None for no reactions."""
    return _VERSION + _encode(reactions) if reactions else None


def unpack_reactions(blob: bytes | None) -> tuple[Reaction, ...]:
    return _reactions.decode(_content(blob)) if blob else ()


def pack_poll(poll: Poll) -> bytes:
    return _VERSION + _encode(poll)


def unpack_poll(blob: bytes) -> Poll:
    return _poll.decode(_content(blob))


def pack_client(client: ClientInfo) -> bytes:
    return _VERSION + _encode(client)


def unpack_client(blob: bytes | None) -> ClientInfo | None:
    return _client.decode(_content(blob)) if blob else None


def pack_usernames(usernames: tuple[Username, ...]) -> bytes | None:
    """None for nobody but `Account.username`."""
    return _VERSION + _encode(usernames) if usernames else None


def unpack_usernames(blob: bytes | None) -> tuple[Username, ...]:
    return _usernames.decode(_content(blob)) if blob else ()


def pack_shown_photos(photos: ShownPhotos) -> bytes | None:
    """None for an account without any."""
    return _VERSION + _encode(photos) if photos != NO_PHOTOS else None


def unpack_shown_photos(blob: bytes | None) -> ShownPhotos:
    return _shown_photos.decode(_content(blob)) if blob else NO_PHOTOS


def pack_shown_photo(photo: ShownPhoto | None) -> bytes | None:
    return None if photo is None else _VERSION + _encode(photo)


def unpack_shown_photo(blob: bytes | None) -> ShownPhoto | None:
    return _shown_photo.decode(_content(blob)) if blob else None


def pack_chosen_reactions(chosen: ChosenReactions | None) -> bytes | None:
    """None for all that there are."""
    return None if chosen is None else _VERSION + _encode(chosen)


def unpack_chosen_reactions(blob: bytes | None) -> ChosenReactions | None:
    return _chosen_reactions.decode(_content(blob)) if blob else None


def pack_privacy(privacy: Privacy) -> bytes:
    return _VERSION + _encode(privacy)


def unpack_privacy(blob: bytes | None) -> Privacy:
    """The same record for the same choices, so that what it permits is remembered."""
    if not blob:
        return DEFAULT_PRIVACY
    return _known_privacy(blob) if len(blob) <= _LONG_PRIVACY_BYTES else _long_privacy(blob)


def _read_privacy(blob: bytes) -> Privacy:
    return _privacy.decode(_content(blob))


_known_privacy = lru_cache(maxsize=_PRIVACY_KEPT)(_read_privacy)
_long_privacy = lru_cache(maxsize=_LONG_PRIVACY_KEPT)(_read_privacy)


def pack_notify(settings: NotifySettings) -> bytes:
    return _VERSION + _encode(settings)


def unpack_notify(blob: bytes | None) -> NotifySettings | None:
    return _notify.decode(_content(blob)) if blob else None


def pack_preferences(preferences: Preferences) -> bytes:
    return _VERSION + _encode(preferences)


def unpack_preferences(blob: bytes) -> Preferences:
    return _preferences.decode(_content(blob))


def pack_note(note: Note | None) -> bytes | None:
    return None if note is None else _VERSION + _encode(note)


def unpack_note(blob: bytes | None) -> Note | None:
    return _note.decode(_content(blob)) if blob else None


def pack_unsent(unsent: Unsent) -> bytes:
    return _VERSION + _encode(unsent)


def unpack_unsent(blob: bytes) -> Unsent:
    return _unsent.decode(_content(blob))


def pack_filter(record: DialogFilter) -> bytes:
    return _VERSION + _encode(record)


def unpack_filter(blob: bytes) -> DialogFilter:
    return _filter.decode(_content(blob))


def pack_ids(ids: tuple[int, ...]) -> bytes:
    return _VERSION + _encode(ids)


def unpack_ids(blob: bytes) -> tuple[int, ...]:
    return _ids.decode(_content(blob))


def pack_file(file: AnyFile) -> bytes:
    return _VERSION + _encode(file)


def unpack_file(blob: bytes) -> AnyFile:
    return _file.decode(_content(blob))


def unpack_encrypted_file(blob: bytes | None) -> EncryptedFile | None:
    return _encrypted_file.decode(_content(blob)) if blob else None


def _content(blob: bytes) -> memoryview:
    if blob[:1] != _VERSION:
        raise UnknownBlob(f"blob version {blob[0]}")
    return memoryview(blob)[1:]
