"""Every method asked about one place in the forms that somebody might try."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from heliograph.tl import registry as schema
from heliograph.tl import types
from heliograph.tl.definitions import Field
from heliograph.tl.layers import NEWEST
from heliograph.tl.objects import canonical

_random_ids = itertools.count(9_000_000)

_NAMING = frozenset({"InputPeer", "InputChannel", "InputDialogPeer", "InputNotifyPeer"})
"""Types that say which place is meant."""

_LISTS: dict[str, Sequence[Any]] = {
    "ChannelParticipantsFilter": [
        types.ChannelParticipantsRecent(),
        types.ChannelParticipantsAdmins(),
        types.ChannelParticipantsBots(),
        types.ChannelParticipantsBanned(q=""),
        types.ChannelParticipantsKicked(q=""),
        types.ChannelParticipantsSearch(q=""),
        types.ChannelParticipantsContacts(q=""),
        types.ChannelParticipantsMentions(),
    ],
    "MessagesFilter": [
        types.InputMessagesFilterEmpty(),
        types.InputMessagesFilterPinned(),
        types.InputMessagesFilterPhotos(),
        types.InputMessagesFilterMyMentions(),
    ],
}
"""What is asked in each of these forms."""

_PLAIN = {"bytes": b"0", "double": 0.0, "Bool": True, "int128": bytes(16), "int256": bytes(32)}
_OBJECTS = {
    "ChatAdminRights": types.ChatAdminRights(change_info=True),
    "ChatBannedRights": types.ChatBannedRights(until_date=0, send_polls=True),
    "ChatReactions": types.ChatReactionsNone(),
    "InputChatPhoto": types.InputChatPhotoEmpty(),
    "InputMedia": types.InputMediaGeoPoint(geo_point=types.InputGeoPoint(lat=1, long=2)),
    "InputUser": types.InputUserSelf(),
    "Reaction": types.ReactionEmoji(emoticon="👍"),
}
_NUMBERS = {"limit": 100, "pts": 1, "fwd_limit": 100, "seconds": 10, "period": 86_400}
_TEXTS = {"reaction": "👍", "q": "", "offset": "", "username": "some_other_name"}


class Asked:
    """What the queries name: the place in one form, and what lies in it."""

    def __init__(
        self,
        *,
        peer: Any,
        channel: Any,
        chat_id: int,
        message_ids: Sequence[int],
        photo_id: int = 0,
        link: str = "",
    ) -> None:
        self.peer, self.channel, self.chat_id = peer, channel, chat_id
        self.message_ids = list(message_ids)
        self.photo_id, self.link = photo_id, link


def queries(name: str, asked: Asked) -> Iterator[Any]:
    """The method about the place: in each field that may name it, in all of them, with all of its
    flags and with none."""
    fields = canonical(name).TL_DEFINITION.values
    naming = [field.name for field in fields if _names(field.type)]
    listed = [field for field in fields if field.type in _LISTS]
    forms = [*([one] for one in naming if len(naming) > 1), naming]
    for there, flags in itertools.product(forms, (False, True)):
        yield _made(name, asked, there=there, flags=flags)
    for field in listed:
        for form in _LISTS[field.type][1:]:
            yield _made(name, asked, there=naming, flags=False, **{field.name: form})
    if any(field.name == "q" for field in fields):
        for there in ([], naming):
            yield _made(name, asked, there=there, flags=False, q="words")


def _names(type_name: str) -> bool:
    element = Field("", type_name, None, 0).element or type_name
    return element in _NAMING or element in ("InputReplyTo", "InputFileLocation")


def _made(name: str, asked: Asked, *, there: Sequence[str], flags: bool, **given: Any) -> Any:
    """One query; whatever is not `there` is about oneself."""
    cls = canonical(name)
    values: dict[str, Any] = {}
    for field in cls.TL_DEFINITION.values:
        if field.name in given:
            values[field.name] = given[field.name]
        elif field.is_true:
            values[field.name] = flags
        elif not field.is_optional or field.name in there:
            values[field.name] = _value(field.name, field.type, asked, there=field.name in there)
    return cls(**values)


def _value(name: str, type_name: str, asked: Asked, *, there: bool) -> Any:
    element = Field("", type_name, None, 0).element
    if element is not None:
        return _several(name, element, asked, there=there)
    if type_name == "int":
        return asked.message_ids[-1] if name in ("id", "msg_id") else _NUMBERS.get(name, 0)
    if type_name == "long":
        return {"random_id": next(_random_ids), "chat_id": asked.chat_id}.get(name, 0)
    if type_name == "string":
        return asked.link if name == "link" else _TEXTS.get(name, "words")
    if type_name in _PLAIN:
        return _PLAIN[type_name]
    return _object(type_name, asked, there=there)


def _several(name: str, element: str, asked: Asked, *, there: bool) -> list[Any]:
    match element, name:
        case "int", "id" | "order":
            return asked.message_ids
        case "long", "id":
            return [asked.chat_id]
        case "long", "random_id":
            return [next(_random_ids) for _ in asked.message_ids]
        case "InputMessage", _:
            named = [types.InputMessageID(id=one) for one in asked.message_ids]
            return [*named, types.InputMessagePinned()]
    return [_value(name, element, asked, there=there)]


def _object(type_name: str, asked: Asked, *, there: bool) -> Any:
    peer = asked.peer if there else types.InputPeerSelf()
    made = {
        "InputPeer": lambda: peer,
        "InputChannel": lambda: asked.channel if there else types.InputChannelEmpty(),
        "InputDialogPeer": lambda: types.InputDialogPeer(peer=peer),
        "InputNotifyPeer": lambda: types.InputNotifyPeer(peer=peer),
        "InputReplyTo": lambda: types.InputReplyToMessage(
            reply_to_msg_id=asked.message_ids[-1], reply_to_peer_id=peer
        ),
        "InputFileLocation": lambda: types.InputPeerPhotoFileLocation(
            peer=peer, photo_id=asked.photo_id
        ),
    }.get(type_name)
    if made is not None:
        return made()
    if type_name in _OBJECTS:
        return _OBJECTS[type_name]
    return _LISTS[type_name][0] if type_name in _LISTS else _least(type_name, asked)


def _least(type_name: str, asked: Asked) -> Any:
    """The form of a type with the fewest fields."""
    names = [n for n in schema.constructors_of(type_name) if schema.newest(n).last == NEWEST]
    cls = canonical(min(names, key=lambda name: (len(schema.newest(name).values), name)))
    return cls(**{
        field.name: _value(field.name, field.type, asked, there=False)
        for field in cls.TL_DEFINITION.values
        if not field.is_optional
    })  # fmt: skip
