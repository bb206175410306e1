"""What a message may say of another: a quote of it, who first wrote it."""

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import Entity, utf16_length
from heliograph.domain.extras import Answered, Forward, Quote
from heliograph.domain.people import Seen
from heliograph.domain.polls import OPTION_BYTES_MAX
from heliograph.domain.privacy import PrivacyKey

QUOTE_LENGTH_MAX = 1_024
"""UTF-16 units, as clients are told in `quote_length_max`."""

_QUOTED_KINDS = frozenset({"Bold", "Italic", "Underline", "Strike", "Spoiler", "CustomEmoji"})
_UNIT_BYTES = 2


class Text(msgspec.Struct, frozen=True):
    """Words and their formatting."""

    words: str
    entities: tuple[Entity, ...] = ()


def first_author(author: Seen, *, date: int, earlier: Forward | None) -> Forward:
    """Who first wrote a message, as a forward of it says; `author` as who forwards it sees them.

    A forward of a forward keeps what that said. Who does not let their account be linked to is
    named alone. https://core.telegram.org/api/privacy
    """
    if earlier is not None:
        return Forward(
            date=earlier.date,
            from_id=earlier.from_id,
            from_name=earlier.from_name,
            channel_post=earlier.channel_post,
            signature=earlier.signature,
        )
    if author.is_self or author.may(PrivacyKey.FORWARDS):
        return Forward(date=date, from_id=author.account.id)
    account = author.account
    name = f"{account.first_name} {account.last_name}".strip()
    return Forward(date=date, from_name=name or "?")


def cut_quote(asked: Quote, original: Text) -> Quote:
    """The quoted part as the original has it, where it stands nearest to the asked offset.

    QUOTE_TEXT_INVALID for words that are not in the original.

    https://core.telegram.org/api/replies
    """
    if not asked.text or utf16_length(asked.text) > QUOTE_LENGTH_MAX:
        raise errors.QuoteTextInvalid
    whole, part = _units(original.words), _units(asked.text)
    places = _places(whole, part)
    if not places:
        raise errors.QuoteTextInvalid
    offset = min(places, key=lambda place: abs(place - asked.offset))
    length = len(part) // _UNIT_BYTES
    return Quote(text=asked.text, entities=_inside(original, offset, length), offset=offset)


def check_answered(asked: Answered) -> Answered | None:
    """None for a reply to the whole message. OPTION_INVALID for what names no answer of a poll."""
    if len(asked.option) > OPTION_BYTES_MAX:
        raise errors.OptionInvalid
    return asked if asked.item_id > 0 or asked.option else None


def shown_in_reply(original: Text) -> Quote | None:
    """So much of a message as a reply shows to somebody who has not got it."""
    if not original.words:
        return None
    units = _units(original.words)[: QUOTE_LENGTH_MAX * _UNIT_BYTES]
    words = units.decode("utf-16-le", "ignore")
    entities = _inside(original, 0, utf16_length(words))
    return Quote(text=words, entities=entities, manual=False)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _places(whole: bytes, part: bytes) -> list[int]:
    """The offsets, in units, at which a part stands in a whole."""
    found, start = [], whole.find(part)
    while start >= 0:
        if start % _UNIT_BYTES == 0:
            found.append(start // _UNIT_BYTES)
        start = whole.find(part, start + 1)
    return found


def _inside(original: Text, offset: int, length: int) -> tuple[Entity, ...]:
    """The formatting of a part, counted from its beginning; links and mentions stay behind."""
    cut = []
    for entity in original.entities:
        start = max(entity.offset, offset)
        end = min(entity.offset + entity.length, offset + length)
        if entity.kind in _QUOTED_KINDS and start < end:
            cut.append(replace(entity, offset=start - offset, length=end - start))
    return tuple(cut)
