"""The store's operations on who is in a channel."""

from functools import partial

from heliograph.domain.channel_listing import MemberCounts, MemberPage, MembersAsked
from heliograph.storage.sqlite import channel_listing
from heliograph.storage.sqlite.asking import Ask


class ChannelMemberOperations:
    """Implements `ports.channel_member_store.ChannelMemberOperations`."""

    _ask: Ask

    async def channel_members(self, asked: MembersAsked) -> MemberPage:
        return await self._ask(partial(channel_listing.page, asked=asked))

    async def channel_counts(self, channel_id: int, *, now: int) -> MemberCounts:
        return await self._ask(partial(channel_listing.counts, channel_id=channel_id, now=now))
