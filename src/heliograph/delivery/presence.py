"""Notes who is there, so that others hear when somebody who said no more is gone."""

from heliograph.actions.app import App
from heliograph.actions.presence import tell_status
from heliograph.domain.events import StatusChanged


class PresenceWatch:
    """Keeps, of those who came since the node started, until when they count as there."""

    def __init__(self, app: App) -> None:
        self._app = app
        # In the order in which they end: everybody is there for as long, and moves to the end
        # when they say so again.
        self._until: dict[int, int] = {}

    def on_status(self, event: StatusChanged) -> None:
        """Receive that somebody came or left."""
        if event.coarse:
            return
        self._until.pop(event.account_id, None)
        if event.online_until > self._app.clock.now():
            self._until[event.account_id] = event.online_until

    async def expire(self) -> None:
        """Tell of everybody whose time is over."""
        now = self._app.clock.now()
        over = []
        for account_id, until in self._until.items():
            if until > now:
                break
            over.append((account_id, until))
        for account_id, until in over:
            if self._until.get(account_id) == until:
                del self._until[account_id]
                await tell_status(self._app, account_id, until)
