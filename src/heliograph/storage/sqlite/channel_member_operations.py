"""The store's operations on who is in a channel."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.channel_listing import MemberCounts, MemberPage, MembersAsked
from heliograph.storage.sqlite import channel_listing
from heliograph.storage.sqlite.asking import Ask, Change


class ChannelMemberOperations:
    """Implements `ports.channel_member_store.ChannelMemberOperations`."""

    _ask: Ask
    _change: Change

    async def channel_members(self, asked: MembersAsked) -> MemberPage:
        return await self._ask(partial(channel_listing.page, asked=asked))

    async def channel_counts(self, channel_id: int, *, now: int) -> MemberCounts:
        return await self._ask(partial(channel_listing.counts, channel_id=channel_id, now=now))

    async def lift_ended(self, *, now: int, at_most: int) -> Sequence[tuple[int, int]]:
        work = partial(channel_listing.lift_ended, now=now, at_most=at_most)
        return await self._change(work)

    async def online_among(self, channel_id: int, account_ids: Sequence[int], *, now: int) -> int:
        work = partial(
            channel_listing.online_among, channel_id=channel_id, account_ids=account_ids, now=now
        )
        return await self._ask(work)
