"""Storage of who is in a channel, for those who look."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.channel_listing import MemberCounts, MemberPage, MembersAsked


class ChannelMemberOperations(Protocol):
    """Lists of those in a channel. What it costs is bounded, however many there are."""

    async def channel_members(self, asked: MembersAsked) -> MemberPage:
        """Some of those in a channel. The newest come first, of admins the creator."""
        ...

    async def channel_counts(self, channel_id: int, *, now: int) -> MemberCounts:
        """How many have a say in a channel, are kept out, or are limited."""
        ...

    async def lift_ended(self, *, now: int, at_most: int) -> Sequence[tuple[int, int]]:
        """Let those be as everybody of whom something was forbidden until then, the longest due
        first: the channel and the account of each."""
        ...

    async def online_among(self, channel_id: int, account_ids: Sequence[int], *, now: int) -> int:
        """How many of the accounts are in a channel and there at the moment, whoever may see it."""
        ...
