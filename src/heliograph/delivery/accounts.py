"""Tells those who know an account of its new name or username."""

import asyncio
from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to, without_origin
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import AccountChanged, Origin
from heliograph.ports.sessions import LiveSession
from heliograph.views import updates as view

# Accounts told between two turns of the loop, so that a well-known account's new name does not
# hold up messages.
BATCH = 50


class AccountDelivery:
    """Pushes account changes to whoever of the audience is listening."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access
        self._one_at_a_time = asyncio.Lock()

    def on_changed(self, event: AccountChanged) -> None:
        """Receive a committed change."""
        self._app.spawn(self._tell(event))

    async def _tell(self, event: AccountChanged) -> None:
        for start in range(0, len(event.audience), BATCH):
            await asyncio.sleep(0)
            listening = self._listening(event.audience[start : start + BATCH], event.origin)
            if listening:
                await self._tell_batch(listening, event.account.id)

    def _listening(
        self, viewer_ids: Sequence[int], origin: Origin | None
    ) -> dict[int, list[LiveSession]]:
        found = {
            viewer_id: without_origin(self._app.sessions.of_account(viewer_id), origin)
            for viewer_id in viewer_ids
        }
        return {viewer_id: sessions for viewer_id, sessions in found.items() if sessions}

    async def _tell_batch(self, listening: dict[int, list[LiveSession]], account_id: int) -> None:
        # Read anew and one after another, so that of two quick changes none is told after a later
        # one, whichever reader answers first.
        async with self._one_at_a_time:
            people = await self._app.store.seen_by_many(list(listening), account_id)
            for seen in people:
                made = [view.account_changed(seen)]
                body = view.changes(made, (seen,), self._app.clock.now(), self._access)
                push_to(listening[seen.viewer_id], body)
