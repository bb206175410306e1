"""What can go wrong between bytes and TL objects."""

from __future__ import annotations


class DecodeError(ValueError):
    """The bytes are not an object this schema can read; the client gets a 400 INPUT_… error."""


class UnknownConstructor(DecodeError):
    """A constructor id that is unknown, or known but of another type than its place asks for.

    `at_root` tells INPUT_METHOD_INVALID (the query itself) from INPUT_CONSTRUCTOR_INVALID.
    """

    def __init__(self, constructor_id: int, *, at_root: bool) -> None:
        super().__init__(f"constructor {constructor_id:08x} does not belong here")
        self.id = constructor_id
        self.at_root = at_root


class MalformedObject(DecodeError):
    """The bytes end early, carry a second object, or hold text that is not UTF-8."""


class LimitExceeded(DecodeError):
    """The bytes ask for more depth, objects or inflated size than a decode may take."""


class EncodeError(ValueError):
    """A value does not fit its field: a fault in the server, never the client's."""


class NotAtLayer(EncodeError):
    """The object cannot be said at this layer and nothing stands in for it."""
