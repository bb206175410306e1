"""Tells those who look at a channel's posts how often they were seen and passed on."""

import asyncio
from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.domain.access import AccessHasher
from heliograph.domain.channels import SeenChannel
from heliograph.domain.events import PostsCounted
from heliograph.domain.peers import channel_of
from heliograph.tl import types
from heliograph.views import updates as view

_AT_ONCE = 100
"""Accounts that are told between two turns of the loop."""


class PostCountDelivery:
    """Whoever is away asks when they look."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access

    def on_counted(self, event: PostsCounted) -> None:
        """Receive counts that were written."""
        listening = [one for one in event.account_ids if self._app.sessions.of_account(one)]
        if listening:
            self._app.spawn(self._tell(event, listening))

    async def _tell(self, event: PostsCounted, account_ids: Sequence[int]) -> None:
        made = _updates(event)
        now = self._app.clock.now()
        for start in range(0, len(account_ids), _AT_ONCE):
            some = account_ids[start : start + _AT_ONCE]
            shown = await self._app.store.shown_to_many(some, [event.peer_id])
            for account_id in some:
                sees = shown[account_id]
                # Who looked a moment ago may have been removed since.
                if any(isinstance(one, SeenChannel) and one.readable for one in sees):
                    body = view.changes(made, sees, now, self._access)
                    push_to(self._app.sessions.of_account(account_id), body)
            await asyncio.sleep(0)


def _updates(event: PostsCounted) -> list[types.TypeUpdate]:
    channel_id = channel_of(event.peer_id)
    made: list[types.TypeUpdate] = []
    for one in event.counts:
        place = {"channel_id": channel_id, "id": one.message_id}
        made.append(types.UpdateChannelMessageViews(**place, views=one.views))
        if one.forwards:
            made.append(types.UpdateChannelMessageForwards(**place, forwards=one.forwards))
    return made
