"""Tells those who know an account of its new name or username, and whether it is there."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to, without_origin
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import AccountChanged, AccountPhoneChanged, Origin, StatusChanged
from heliograph.domain.people import Seen
from heliograph.ports.sessions import LiveSession
from heliograph.tl import types
from heliograph.views import updates as view
from heliograph.views.account_events import account_changed, phone_changed, photo_changed

# Accounts told between two turns of the loop, so that a well-known account's new name does not
# hold up messages.
BATCH = 50

# What one viewer is told, None for nothing.
Told = Callable[[Seen], types.TypeUpdate | None]


class AccountDelivery:
    """Pushes account changes to whoever of the audience is listening."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access
        self._one_at_a_time = asyncio.Lock()
        # By account, how many of its changes are being told.
        self._telling: Counter[int] = Counter()

    def on_changed(self, event: AccountChanged) -> None:
        """Receive a committed change."""
        told = photo_changed if event.photo else account_changed
        self._app.spawn(self._tell(event.account.id, event.audience, told, origin=event.origin))

    def on_phone(self, event: AccountPhoneChanged) -> None:
        """Receive that an account has another number."""
        told = phone_changed
        self._app.spawn(self._tell(event.account_id, event.audience, told, origin=event.origin))

    def on_status(self, event: StatusChanged) -> None:
        """Receive that somebody came or left, or shows others more or less of it."""
        told = view.status_changed if event.coarse else view.exact_status_changed
        interested = self._app.interests.in_account(
            event.account_id, now=self._app.clock.now()
        ).difference(event.audience)
        audience = (*event.audience, *sorted(interested))
        self._app.spawn(self._tell(event.account_id, audience, told))

    async def _tell(
        self, account_id: int, audience: Sequence[int], told: Told, *, origin: Origin | None = None
    ) -> None:
        if self._telling[account_id]:
            # It may be told of the one before after the result of its own call.
            origin = None
        self._telling[account_id] += 1
        try:
            for start in range(0, len(audience), BATCH):
                await asyncio.sleep(0)
                listening = self._listening(audience[start : start + BATCH], origin)
                if listening:
                    await self._tell_batch(listening, account_id, told)
        finally:
            self._telling[account_id] -= 1
            if not self._telling[account_id]:
                del self._telling[account_id]

    def _listening(
        self, viewer_ids: Sequence[int], origin: Origin | None
    ) -> dict[int, list[LiveSession]]:
        found = {
            viewer_id: without_origin(self._app.sessions.of_account(viewer_id), origin)
            for viewer_id in viewer_ids
        }
        return {viewer_id: sessions for viewer_id, sessions in found.items() if sessions}

    async def _tell_batch(
        self, listening: dict[int, list[LiveSession]], account_id: int, told: Told
    ) -> None:
        # Read anew and one after another, so that of two quick changes none is told after a later
        # one, whichever reader answers first.
        async with self._one_at_a_time:
            people = await self._app.store.seen_by_many(list(listening), account_id)
            for seen in people:
                update = told(seen)
                if update is not None:
                    body = view.changes([update], (seen,), self._app.clock.now(), self._access)
                    push_to(listening[seen.viewer_id], body)
