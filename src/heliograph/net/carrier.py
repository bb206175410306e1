"""What a session needs of a connection, so that sessions need not know sockets."""

from typing import Protocol


class Carrier(Protocol):
    """A connection as seen from the sessions it carries."""

    def wake(self) -> None:
        """Write what is queued in this turn of the event loop."""
        ...

    def abort(self, reason: str) -> None:
        """Close at once and drop what is unsent."""
        ...
