"""What a session needs of a connection, so that sessions need not know sockets."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from heliograph.net.node_session import NodeSession


class Carrier(Protocol):
    """A connection as seen from the sessions it carries."""

    @property
    def stalled(self) -> bool:
        """Whether the peer does not read what it is sent."""
        ...

    def wake(self) -> None:
        """Write what is queued in this turn of the event loop."""
        ...

    def forget(self, session: "NodeSession") -> None:
        """Carry a session no longer, because it has ended."""
        ...

    def leave(self, session: "NodeSession") -> None:
        """Write what is queued, carry the session no longer, and close."""
        ...

    def abort(self, reason: str) -> None:
        """Close at once and drop what is unsent."""
        ...

    def drop(self, reason: str) -> None:
        """Close at once, unless it is closing: that comes to its end."""
        ...
