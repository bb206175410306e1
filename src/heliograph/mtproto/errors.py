"""What can be wrong with a peer's bytes, and what the connection does about each case."""

from enum import Enum
from typing import ClassVar


class Remedy(Enum):
    """What the connection that met a `ProtocolError` must do."""

    DROP_PACKET = "drop the packet and go on"
    NOTIFY = "answer bad_msg_notification and go on"
    ERROR_FRAME = "send the error's code as a 4-byte frame, then close"
    CLOSE = "close the connection without a word"


class ProtocolError(Exception):
    """A peer broke the protocol; `remedy` says what to do, the text is for our log only."""

    remedy: ClassVar[Remedy] = Remedy.CLOSE


class TransportError(ProtocolError):
    """The byte stream can't be cut into frames: nothing after this point can be trusted."""


class HttpRequest(TransportError):
    """The peer speaks HTTP; `head` holds the bytes read so far, for whoever can serve it."""

    def __init__(self, head: bytes) -> None:
        super().__init__("the peer speaks HTTP")
        self.head = head


class HandshakeError(ProtocolError):
    """A wrong value or step in a key exchange (never -404: clients would drop a good key)."""


class EnvelopeError(ProtocolError):
    """An encrypted packet that doesn't open with its key or has a false inner shape."""


class ErrorFrame(ProtocolError):
    """The protocol has a transport error for this case: `code`, negative on the wire.

    https://core.telegram.org/mtproto/mtproto-transports#transport-errors
    """

    remedy = Remedy.ERROR_FRAME
    code: ClassVar[int]


class UnknownAuthKey(ErrorFrame):
    """The store is certain that it has no such key: clients throw theirs away on this."""

    code = -404


class TransportFlood(ErrorFrame):
    """Too many connections or exchanges from one address: clients back off."""

    code = -429


class InvalidDc(ErrorFrame):
    """The peer asks for a data centre that does not exist here."""

    code = -444
