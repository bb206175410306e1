"""Who of those that listen here is in which channel."""

import asyncio
from collections.abc import Collection, Iterable, Set

from heliograph.actions.app import App
from heliograph.domain.events import ChannelMembership

_NOBODY: Collection[int] = ()


class ChannelListeners:
    """Kept for the accounts with sessions on this node: read once for each, followed since."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._channels: dict[int, set[int]] = {}
        self._members: dict[int, set[int]] = {}
        # What became of accounts while they were being read.
        self._meanwhile: list[ChannelMembership] = []
        self._reading = asyncio.Lock()

    def on_membership(self, event: ChannelMembership) -> None:
        """Receive that somebody came into a channel or went."""
        if self._reading.locked():
            self._meanwhile.append(event)
        if event.account_id in self._channels:
            self._note(event)

    async def of(self, peer_id: int) -> Collection[int]:
        """The accounts that listen here and are in the channel."""
        async with self._reading:
            await self._follow(self._app.sessions.accounts())
        return tuple(self._members.get(peer_id, _NOBODY))

    async def _follow(self, present: Set[int]) -> None:
        if gone := self._channels.keys() - present:
            self._forget(gone)
        new = [account_id for account_id in present if account_id not in self._channels]
        if new:
            await self._read(new)

    async def _read(self, account_ids: list[int]) -> None:
        self._meanwhile.clear()
        found = await self._app.store.joined_channels(account_ids)
        for account_id in account_ids:
            self._channels.setdefault(account_id, set())
        for account_id, peer_id in found:
            self._channels[account_id].add(peer_id)
            self._members.setdefault(peer_id, set()).add(account_id)
        for event in self._meanwhile:
            if event.account_id in self._channels:
                self._note(event)

    def _note(self, event: ChannelMembership) -> None:
        theirs = self._channels[event.account_id]
        members = self._members.setdefault(event.peer_id, set())
        if event.inside:
            theirs.add(event.peer_id)
            members.add(event.account_id)
        else:
            theirs.discard(event.peer_id)
            members.discard(event.account_id)

    def _forget(self, account_ids: Iterable[int]) -> None:
        for account_id in list(account_ids):
            for peer_id in self._channels.pop(account_id):
                members = self._members[peer_id]
                members.discard(account_id)
                if not members:
                    del self._members[peer_id]
