"""Which reactions may be chosen in a group or channel.

https://core.telegram.org/type/ChatReactions
"""

import msgspec


class ChosenReactions(msgspec.Struct, frozen=True, array_like=True):
    """The signs that may be chosen, and how many different ones under one message."""

    signs: tuple[str, ...]
    most: int = 0
