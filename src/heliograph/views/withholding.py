"""What decisions hold of a message, as clients are told it.

https://core.telegram.org/constructor/restrictionReason
https://core.telegram.org/api/factcheck
"""

from hashlib import blake2b

from heliograph.domain.withholding import Held
from heliograph.tl import types

_EVERY_APP = "all"


def reasons_of(held: Held) -> list[types.TypeRestrictionReason]:
    """Why clients show something else in its place, or ask first."""
    return [types.RestrictionReason(platform=_EVERY_APP, reason=held.reason, text=held.text)]


def about_of(about: str, held: Held | None) -> str:
    """What a channel says of itself; a label stands before it, as no client shows one elsewhere."""
    if held is None or not held.label:
        return about
    return "\n\n".join(filter(None, (f"⚠ {held.label}", about)))


def with_held(made: types.Message, held: Held) -> types.Message:
    """The message with why clients show something else in its place, or ask before they show
    it; and with the line that stands beside it."""
    if held.reason:
        made.restriction_reason = reasons_of(held)
    if held.label:
        digest = blake2b(held.label.encode(), digest_size=8).digest()
        made.factcheck = types.FactCheck(
            text=types.TextWithEntities(text=held.label, entities=[]),
            # Of everywhere.
            country="",
            # Positive, and another one for another line.
            hash=int.from_bytes(digest, "big") >> 1,
        )
    return made
