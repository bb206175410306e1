"""Text and its formatting entities; all offsets and lengths count UTF-16 units.

https://core.telegram.org/api/entities
"""

import re
import unicodedata

import msgspec

from heliograph.domain import errors

EXTRAS_BYTES_MAX = 16_384
"""UTF-8 of all urls and languages of a message together: 100 links of usual length fit, and the
fullest page of messages fits into an answer."""

MENTION_NAME = "MentionName"
"""The kind that names somebody by id."""

# Categories of characters that show nothing: controls, format characters (U+200B), separators.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Letters and marks that show nothing either: fillers, the empty Braille cell, variation selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\ufe0e\ufe0f\uffa0")
_OUTSIDE_BASIC_PLANE = re.compile("[\U00010000-\U0010ffff]")


class Entity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A formatted stretch of text. `kind` is the TL constructor's name without `messageEntity`.

    `extra` holds what some kinds carry: a url, a language; `number` a user id or document id;
    `collapsed` belongs to Blockquote.
    """

    kind: str
    offset: int
    length: int
    extra: str = ""
    number: int = 0
    collapsed: bool = False


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text has: characters outside the basic plane count twice."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le")) // 2


def check_text(
    text: str, entities: tuple[Entity, ...], max_length: int, max_entities: int
) -> tuple[str, tuple[Entity, ...]]:
    """Trimmed text and its entities moved and cut to fit, sorted as clients expect; or the refusal.

    `max_length` counts UTF-16 units of the trimmed text. Text that shows nothing is MESSAGE_EMPTY.
    Entities outside the text are ENTITY_BOUNDS_INVALID, those that only covered trimmed white
    space are left out.
    """
    trimmed = text.strip()
    # Before anything that looks at every character: a request may bring a million of them.
    if len(trimmed) > max_length:
        raise errors.MessageTooLong
    length = utf16_length(text)
    _check_bounds(text, entities, length)
    if not any(map(_is_seen, trimmed)):
        raise errors.MessageEmpty
    if len(entities) > max_entities or sum(map(_extra_bytes, entities)) > EXTRAS_BYTES_MAX:
        raise errors.EntitiesTooLong
    size = utf16_length(trimmed) if trimmed != text else length
    if size > max_length:
        raise errors.MessageTooLong
    if not entities:
        return trimmed, ()
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    fitted = (_fit(entity, cut, size) for entity in entities)
    kept = {entity for entity in fitted if entity.length > 0}
    return trimmed, tuple(sorted(kept, key=lambda e: (e.offset, -e.length, e.kind)))


def _extra_bytes(entity: Entity) -> int:
    return len(entity.extra.encode())


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES and character not in _UNSEEN


def _check_bounds(text: str, entities: tuple[Entity, ...], length: int) -> None:
    """An edge inside a surrogate pair is out of bounds too: TDLib refuses such an entity."""
    inside = _pair_middles(text) if entities and length != len(text) else frozenset()
    for entity in entities:
        end = entity.offset + entity.length
        if entity.offset < 0 or entity.length < 0 or end > length:
            raise errors.EntityBoundsInvalid
        if entity.offset in inside or end in inside:
            raise errors.EntityBoundsInvalid


def _pair_middles(text: str) -> frozenset[int]:
    """The offsets between the two units of a character outside the basic plane."""
    pairs = (match.start() for match in _OUTSIDE_BASIC_PLANE.finditer(text))
    # Each pair before it shifts a character by one more unit.
    return frozenset(i + before + 1 for before, i in enumerate(pairs))


def _fit(entity: Entity, cut: int, size: int) -> Entity:
    start = max(0, entity.offset - cut)
    end = min(size, entity.offset + entity.length - cut)
    return msgspec.structs.replace(entity, offset=start, length=max(0, end - start))
