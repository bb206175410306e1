"""What decisions hold of a message, as clients are told it.

https://core.telegram.org/constructor/restrictionReason
https://core.telegram.org/api/factcheck
"""

from hashlib import blake2b

from heliograph.domain.withholding import Held
from heliograph.tl import types

_EVERY_APP = "all"


def with_held(made: types.Message, held: Held) -> types.Message:
    """The message with why clients show something else in its place, or ask before they show
    it; and with the line that stands beside it."""
    if held.reason:
        made.restriction_reason = [
            types.RestrictionReason(platform=_EVERY_APP, reason=held.reason, text=held.text)
        ]
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
