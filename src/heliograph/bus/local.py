"""The bus of a single node: hands events straight to the subscribers in the process."""

from collections.abc import Callable

from heliograph.domain.events import Event


class LocalBus:
    """Implements ports.Bus; subscribers run in the order they were added."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[Event], None]] = []

    def subscribe(self, receive: Callable[[Event], None]) -> None:
        """Let `receive` see every event published from now on."""
        self._subscribers.append(receive)

    def publish(self, event: Event) -> None:
        """Hand an event to every subscriber."""
        for receive in self._subscribers:
            receive(event)
