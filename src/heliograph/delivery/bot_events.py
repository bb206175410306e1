"""Pushes to bots what they alone are told, in the order of their qts."""

import asyncio

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.domain.access import AccessHasher
from heliograph.domain.bot_events import BotUpdate, named_in
from heliograph.domain.events import BotTold
from heliograph.views import updates as view
from heliograph.views.bot_events import bot_update


class BotEventDelivery:
    """Whoever is away reads it from the store."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access
        # Those who wait for it go on in the order in which they came.
        self._one_at_a_time = asyncio.Lock()

    def on_told(self, event: BotTold) -> None:
        """Receive what was committed, in the order of commits."""
        if self._app.sessions.of_account(event.update.bot_id):
            self._app.spawn(self._tell(event.update))

    async def _tell(self, told: BotUpdate) -> None:
        async with self._one_at_a_time:
            sees = tuple(await self._app.store.shown(told.bot_id, named_in(told.event)))
            made = bot_update(told, sees)
            if made is not None:
                now = self._app.clock.now()
                body = view.changes([made], sees, now, self._access)
                push_to(self._app.sessions.of_account(told.bot_id), body)
