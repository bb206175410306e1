"""What a group or channel is told of a change."""

import msgspec

from heliograph.domain.extras import Argument


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An action as its TL constructor is named, with its fields, without `messageAction`."""

    action: str
    arguments: tuple[tuple[str, Argument], ...] = ()
