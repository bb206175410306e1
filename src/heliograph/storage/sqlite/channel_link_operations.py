"""The store's operations on channels and their discussion groups."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.chats import Asker
from heliograph.ports.channel_link_store import Link
from heliograph.storage.sqlite import channel_links
from heliograph.storage.sqlite.asking import Ask, Change


class ChannelLinkOperations:
    """Implements `ports.channel_link_store.ChannelLinkOperations`."""

    _ask: Ask
    _change: Change

    async def link_channels(
        self, asker: Asker, *, broadcast_id: int, group_id: int, decide: Link
    ) -> Sequence[Channel]:
        work = partial(
            channel_links.link,
            asker=asker,
            broadcast_id=broadcast_id,
            group_id=group_id,
            decide=decide,
        )
        return await self._change(work)

    async def own_supergroups(self, account_id: int) -> Sequence[SeenChannel]:
        return await self._ask(partial(channel_links.own_supergroups, account_id=account_id))
