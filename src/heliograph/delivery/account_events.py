"""Tells an account's devices of what concerns it alone."""

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to, without_origin
from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import DeviceSignedIn
from heliograph.domain.events import AccountUpdated
from heliograph.views import updates as view
from heliograph.views.account_events import account_updates


class AccountEventDelivery:
    """Pushes account events to the owner's sessions except the one that asked."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access

    def on_updated(self, event: AccountUpdated) -> None:
        """Receive a committed change."""
        sessions = self._app.sessions.of_account(event.owner_id)
        listening = without_origin(sessions, event.origin)
        if isinstance(event.change, DeviceSignedIn):
            # It is not told of itself.
            own = event.change.device.auth_key_id
            listening = [s for s in listening if s.key.auth_key_id != own]
        if listening:
            made = account_updates(event.change, event.sees, self._access)
            body = view.changes(made, event.sees, self._app.clock.now(), self._access)
            push_to(listening, body)
