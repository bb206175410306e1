"""Storage looked through for channels, and for what somebody said in one."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.channels import SeenChannel


class ChannelFindingOperations(Protocol):
    """Channels as the one who asks sees them."""

    async def quiet_channels(
        self, account_id: int, *, before: int, at_most: int
    ) -> Sequence[tuple[SeenChannel, int]]:
        """Those that somebody is in and nobody has written in since then, with when somebody did,
        the longest ago first."""
        ...

    async def left_channels(
        self, account_id: int, *, skip: int, at_most: int
    ) -> tuple[Sequence[SeenChannel], int]:
        """Some of those that somebody went out of, and how many there are."""
        ...

    async def common_supergroups(
        self, account_id: int, other_id: int, *, below_id: int
    ) -> Sequence[SeenChannel]:
        """Those that both are in, as far as the account may know of the other; high ids first."""
        ...

    async def similar_channels(
        self, viewer_id: int, channel_id: int, *, at_most: int
    ) -> Sequence[SeenChannel]:
        """Public channels that some of a channel's subscribers are in as well, and the viewer never
        was. Costs the same however many subscribe."""
        ...

    async def said_by(self, peer_id: int, speaker_id: int, *, at_most: int) -> Sequence[int]:
        """The ids of the newest messages of a channel that somebody said in their own name, or that
        were said in a channel's, by its peer. Looked for among the newest 200,000."""
        ...
