"""Tells a device that waits to be let in to ask again."""

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.domain.events import LoginTokenAccepted
from heliograph.tl import types


class LoginTokenDelivery:
    """Pushes the one update that sessions nobody is signed in with may get."""

    def __init__(self, app: App) -> None:
        self._app = app

    def on_accepted(self, event: LoginTokenAccepted) -> None:
        """Receive that a token was accepted; TDLib takes the short form alone, signed out."""
        update = types.UpdateShort(update=types.UpdateLoginToken(), date=self._app.clock.now())
        push_to(self._app.sessions.of_key(event.auth_key_id), update)
