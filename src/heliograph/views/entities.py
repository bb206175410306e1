"""Formatting entities between the domain's records and TL objects."""

from collections.abc import Iterable

from heliograph.domain.entities import Entity
from heliograph.tl import types

# Kinds that carry nothing but their place. Another kind is not refused, it is left out.
_PLAIN = (
    "BankCard",
    "Bold",
    "BotCommand",
    "Cashtag",
    "Code",
    "Email",
    "Hashtag",
    "Italic",
    "Mention",
    "Phone",
    "Spoiler",
    "Strike",
    "Underline",
    "Url",
)


def entity(record: Entity) -> types.TypeMessageEntity:
    """The TL object clients draw."""
    place = {"offset": record.offset, "length": record.length}
    match record.kind:
        case "TextUrl":
            return types.MessageEntityTextUrl(url=record.extra, **place)
        case "Pre":
            return types.MessageEntityPre(language=record.extra, **place)
        case "MentionName":
            return types.MessageEntityMentionName(user_id=record.number, **place)
        case "CustomEmoji":
            return types.MessageEntityCustomEmoji(document_id=record.number, **place)
        case "Blockquote":
            return types.MessageEntityBlockquote(collapsed=record.collapsed, **place)
    made: types.TypeMessageEntity = getattr(types, f"MessageEntity{record.kind}")(**place)
    return made


def words(text: str, entities: Iterable[Entity]) -> types.TextWithEntities:
    """Text with its formatting in one object, as everything but a message has them."""
    return types.TextWithEntities(text=text, entities=[entity(one) for one in entities])


def entity_records(
    entities: Iterable[types.TypeMessageEntity],
) -> tuple[Entity, ...]:
    """What a client asked for; kinds it may not set are left out."""
    return tuple(made for e in entities if (made := _record(e)) is not None)


def _record(entity: types.TypeMessageEntity) -> Entity | None:
    kind = type(entity).__name__.removeprefix("MessageEntity")
    extra, number, collapsed = "", 0, False
    match entity:
        case types.MessageEntityTextUrl():
            extra = entity.url
        case types.MessageEntityPre():
            extra = entity.language
        case types.MessageEntityMentionName():
            number = entity.user_id
        case types.MessageEntityCustomEmoji():
            number = entity.document_id
        case types.MessageEntityBlockquote():
            collapsed = entity.collapsed
        case _ if kind not in _PLAIN:
            return None
    return Entity(
        kind=kind,
        offset=entity.offset,
        length=entity.length,
        extra=extra,
        number=number,
        collapsed=collapsed,
    )
