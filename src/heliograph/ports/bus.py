"""Where committed events go."""

from typing import Protocol

from heliograph.domain.events import Event


class Bus(Protocol):
    """Carries committed events to everybody who pushes them on; never before the commit."""

    def publish(self, event: Event) -> None: ...
