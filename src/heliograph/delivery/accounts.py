"""Tells those who know an account of its new name or username."""

import asyncio

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to, without_origin
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import AccountChanged
from heliograph.tl import types
from heliograph.views import updates as view

# Accounts told between two turns of the loop, so that a well-known account's new name does not
# hold up messages.
BATCH = 50


class AccountDelivery:
    """Pushes account changes to whoever of the audience is listening."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access

    def on_changed(self, event: AccountChanged) -> None:
        """Receive a committed change."""
        self._app.spawn(self._tell(event))

    async def _tell(self, event: AccountChanged) -> None:
        for told, viewer_id in enumerate(event.audience):
            if told % BATCH == BATCH - 1:
                await asyncio.sleep(0)
            sessions = without_origin(self._app.sessions.of_account(viewer_id), event.origin)
            if sessions:
                push_to(sessions, await self._as_seen_by(viewer_id, event.account.id))

    async def _as_seen_by(self, viewer_id: int, account_id: int) -> types.Updates:
        # Read anew, so that of two quick changes none is told after a later one.
        people = tuple(await self._app.store.seen(viewer_id, [account_id]))
        made = [view.account_changed(seen) for seen in people]
        return view.changes(made, people, self._app.clock.now(), self._access)
