"""Tells those who know an account of its new name or username."""

import asyncio

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import AccountChanged
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
        account = event.account
        for told, viewer_id in enumerate(event.audience):
            if told % BATCH == BATCH - 1:
                await asyncio.sleep(0)
            sessions = [
                s
                for s in self._app.sessions.of_account(viewer_id)
                if event.origin is None
                or (s.key.auth_key_id, s.session_id)
                != (event.origin.auth_key_id, event.origin.session_id)
            ]
            if not sessions:
                continue
            people = tuple(await self._app.store.seen(viewer_id, [account.id]))
            date = self._app.clock.now()
            made = view.changes([view.account_changed(account)], people, date, self._access)
            push_to(sessions, made)
