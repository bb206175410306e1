"""Which reactions may be chosen in a group or channel.

https://core.telegram.org/type/ChatReactions
"""

import msgspec


class ChosenReactions(msgspec.Struct, frozen=True, array_like=True):
    """The signs that may be chosen, None for all, and how many different ones under one message, 0
    for as many as anywhere."""

    signs: tuple[str, ...] | None
    most: int = 0
