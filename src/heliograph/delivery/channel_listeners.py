"""Who of those that listen here is in which channel, and sees how much of it."""

import asyncio
from collections.abc import Iterable, Mapping

from heliograph.actions.app import App
from heliograph.domain.events import ChannelMembership


class ChannelListeners:
    """Kept for the accounts with sessions on this node: read once for each, followed since."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._channels: dict[int, set[int]] = {}
        # Per channel who is in it, and up to which id what was said is not for them.
        self._members: dict[int, dict[int, int]] = {}
        # What became of accounts while they were being read.
        self._meanwhile: list[ChannelMembership] = []
        self._reading = asyncio.Lock()
        self._moved = app.sessions.follow_accounts()
        # Who came or went and was not looked at yet.
        self._pending: set[int] = set()

    def on_membership(self, event: ChannelMembership) -> None:
        """Receive that somebody came into a channel or went."""
        if self._reading.locked():
            self._meanwhile.append(event)
        if event.account_id in self._channels:
            self._note(event)

    async def of(self, peer_id: int) -> Mapping[int, int]:
        """The accounts that listen here and are in the channel, each with the id up to which what
        was said there is not for it."""
        async with self._reading:
            await self._follow()
        return dict(self._members.get(peer_id, ()))

    async def _follow(self) -> None:
        """Costs as much as accounts came and went; those that could not be read stay pending."""
        self._pending |= self._moved()
        if not self._pending:
            return
        present = self._app.sessions.accounts()
        known = self._channels.keys()
        self._forget((self._pending & known) - present)
        if new := [one for one in self._pending if one in present and one not in known]:
            await self._read(new)
        self._pending.clear()

    async def _read(self, account_ids: list[int]) -> None:
        self._meanwhile.clear()
        found = await self._app.store.joined_channels(account_ids)
        for account_id in account_ids:
            self._channels.setdefault(account_id, set())
        for account_id, peer_id, hidden_up_to in found:
            self._channels[account_id].add(peer_id)
            self._members.setdefault(peer_id, {})[account_id] = hidden_up_to
        for event in self._meanwhile:
            if event.account_id in self._channels:
                self._note(event)

    def _note(self, event: ChannelMembership) -> None:
        theirs = self._channels[event.account_id]
        members = self._members.setdefault(event.peer_id, {})
        if event.inside:
            theirs.add(event.peer_id)
            members[event.account_id] = event.hidden_up_to
        else:
            theirs.discard(event.peer_id)
            members.pop(event.account_id, None)

    def _forget(self, account_ids: Iterable[int]) -> None:
        for account_id in account_ids:
            for peer_id in self._channels.pop(account_id):
                members = self._members[peer_id]
                members.pop(account_id, None)
                if not members:
                    del self._members[peer_id]
