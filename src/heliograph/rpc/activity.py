"""Noting when and from where devices were last active, without a write per call."""

from heliograph.actions.app import App
from heliograph.ports.sessions import Call

# The sessions list shows minutes at best; each note costs a write.
_EVERY_S = 600
# Forgetting the notes early costs a write per device, no more.
_KEYS_MAX = 100_000


class Activity:
    """Writes a device's last activity at most once every ten minutes."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._noted: dict[int, int] = {}

    def note(self, call: Call) -> None:
        """A signed-in device called."""
        auth_key_id = call.key.auth_key_id
        now = self._app.clock.now()
        if now - self._noted.get(auth_key_id, 0) < _EVERY_S:
            return
        if len(self._noted) >= _KEYS_MAX:
            self._noted.clear()
        self._noted[auth_key_id] = now
        store = self._app.store
        self._app.spawn(store.touch_authorization(auth_key_id, date=now, address=call.address))
