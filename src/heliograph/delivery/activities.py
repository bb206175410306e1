"""Tells somebody what another is doing in their dialog."""

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import Typed
from heliograph.views import updates as view


class ActivityDelivery:
    """Pushes what is going on to whoever listens; nobody is told later."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access

    def on_typed(self, event: Typed) -> None:
        """Receive what somebody is doing."""
        sessions = self._app.sessions.of_account(event.owner_id)
        if sessions:
            made = view.typed(event.sender, event.activity)
            now = self._app.clock.now()
            push_to(sessions, view.changes([made], (event.sender,), now, self._access))
