"""The store's operations that find channels, and what somebody said in one."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.channels import SeenChannel
from heliograph.storage.sqlite import finding_channels
from heliograph.storage.sqlite.asking import Ask


class ChannelFindingOperations:
    """Implements `ports.channel_finding_store.ChannelFindingOperations`."""

    _ask: Ask

    async def quiet_channels(
        self, account_id: int, *, before: int, at_most: int
    ) -> Sequence[tuple[SeenChannel, int]]:
        work = partial(
            finding_channels.quiet, account_id=account_id, before=before, at_most=at_most
        )
        return await self._ask(work)

    async def left_channels(
        self, account_id: int, *, skip: int, at_most: int
    ) -> tuple[Sequence[SeenChannel], int]:
        work = partial(finding_channels.left, account_id=account_id, skip=skip, at_most=at_most)
        return await self._ask(work)

    async def common_supergroups(
        self, account_id: int, other_id: int, *, below_id: int
    ) -> Sequence[SeenChannel]:
        work = partial(
            finding_channels.common, account_id=account_id, other_id=other_id, below_id=below_id
        )
        return await self._ask(work)

    async def similar_channels(
        self, viewer_id: int, channel_id: int, *, at_most: int
    ) -> Sequence[SeenChannel]:
        work = partial(
            finding_channels.similar, viewer_id=viewer_id, channel_id=channel_id, at_most=at_most
        )
        return await self._ask(work)

    async def said_by(self, peer_id: int, speaker_id: int, *, at_most: int) -> Sequence[int]:
        work = partial(
            finding_channels.said_by, peer_id=peer_id, speaker_id=speaker_id, at_most=at_most
        )
        return await self._ask(work)
