"""Storage of which supergroup a channel's posts are talked about in."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.channels import Channel, ChannelContext, SeenChannel
from heliograph.domain.chats import Asker

Link = Callable[[ChannelContext | None, ChannelContext | None], tuple[Channel, ...]]


class ChannelLinkOperations(Protocol):
    """Channels and their discussion groups."""

    async def link_channels(
        self, asker: Asker, *, broadcast_id: int, group_id: int, decide: Link
    ) -> Sequence[Channel]:
        """Write what belongs together, 0 for nothing; all that are others than they were.

        Whatever one of them belonged to before belongs to nothing. CHANNEL_INVALID.
        """
        ...

    async def own_supergroups(self, account_id: int) -> Sequence[SeenChannel]:
        """The supergroups that somebody made and that belong to no channel, the newest first."""
        ...
