"""Text with its formatting, cut into parts that each have one kind.

https://core.telegram.org/api/entities
"""

from collections.abc import Sequence
from typing import Any

from heliograph.domain.entities import Entity

Value = dict[str, Any]
"""What becomes a JSON object, its keys in their order."""

_KINDS = {
    "BankCard": "bank_card",
    "Blockquote": "blockquote",
    "Bold": "bold",
    "BotCommand": "bot_command",
    "Cashtag": "cashtag",
    "Code": "code",
    "CustomEmoji": "custom_emoji",
    "Email": "email",
    "Hashtag": "hashtag",
    "Italic": "italic",
    "Mention": "mention",
    "MentionName": "mention_name",
    "Phone": "phone",
    "Pre": "pre",
    "Spoiler": "spoiler",
    "Strike": "strikethrough",
    "TextUrl": "text_link",
    "Underline": "underline",
    "Url": "link",
}


def text_parts(text: str, entities: Sequence[Entity]) -> list[Value]:
    """The parts in their order, together the whole text; where entities overlap, the first counts.

    That is how readers of the shape know it: a part has one kind, so the text stays what it was and
    some of its formatting is not told.
    """
    units = text.encode("utf-16-le")
    parts: list[Value] = []
    at = 0
    for entity in sorted(entities, key=lambda one: (one.offset, -one.length)):
        end = min(entity.offset + entity.length, len(units) // 2)
        if entity.offset < at or end <= entity.offset:
            continue
        if entity.offset > at:
            parts.append(_plain(_cut(units, at, entity.offset)))
        parts.append(_part(entity, _cut(units, entity.offset, end)))
        at = end
    if at * 2 < len(units):
        parts.append(_plain(_cut(units, at, len(units) // 2)))
    return parts


def text_value(parts: Sequence[Value]) -> str | list[str | Value]:
    """The short form: one string where nothing is formatted, else a list with strings in it."""
    short = [part["text"] if part["type"] == "plain" else part for part in parts]
    if not short:
        return ""
    return short[0] if len(short) == 1 and isinstance(short[0], str) else short


def text_of(text: str, entities: Sequence[Entity] = ()) -> str | list[str | Value]:
    """The short form of a text."""
    return text_value(text_parts(text, entities))


def _cut(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")


def _plain(text: str) -> Value:
    return {"type": "plain", "text": text}


def _part(entity: Entity, text: str) -> Value:
    part: Value = {"type": _KINDS.get(entity.kind, "unknown"), "text": text}
    match entity.kind:
        case "MentionName":
            part["user_id"] = entity.number
        case "CustomEmoji":
            part["document_id"] = str(entity.number)
        case "Pre":
            part["language"] = entity.extra
        case "TextUrl":
            part["href"] = entity.extra
        case "Blockquote":
            part["collapsed"] = entity.collapsed
    return part
