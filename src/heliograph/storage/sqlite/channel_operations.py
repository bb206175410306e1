"""The store's operations on supergroups and channels."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from heliograph.domain.account_events import ChannelCleared, ChannelRead
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import (
    Channel,
    ChannelContext,
    ChannelDecision,
    ChannelMember,
    SeenChannel,
)
from heliograph.domain.chats import Asker
from heliograph.domain.files import Photo
from heliograph.domain.history import Difference, MessagePage
from heliograph.domain.message_changes import Deleted
from heliograph.domain.messages import Message
from heliograph.domain.telling import Told
from heliograph.storage.sqlite import (
    channel_changes,
    channel_reading,
    channels,
    difference,
    listing,
    posts,
    withholding,
)
from heliograph.storage.sqlite.asking import Ask, Change


class ChannelOperations:
    """Implements `ports.channel_store.ChannelOperations`."""

    _ask: Ask
    _change: Change

    async def create_channel(
        self, asker: Asker, *, record: Channel, member: ChannelMember, told: Told
    ) -> ChannelOutcome:
        work = partial(channel_changes.create, asker=asker, record=record, member=member, told=told)
        return await self._change(work)

    async def change_channel(
        self,
        asker: Asker,
        *,
        named: Sequence[int] = (),
        username: str = "",
        decide: Callable[[ChannelContext], ChannelDecision | None],
        photo: Photo | None = None,
    ) -> ChannelOutcome:
        work = partial(
            channel_changes.change,
            asker=asker,
            named=named,
            username=username,
            decide=decide,
            photo=photo,
        )
        return await self._change(work)

    async def channel_members_among(
        self, channel_id: int, account_ids: Sequence[int]
    ) -> Sequence[ChannelMember]:
        work = partial(channels.members_among, channel_id=channel_id, account_ids=account_ids)
        return await self._ask(work)

    async def channel_admins(self, channel_id: int) -> Sequence[int]:
        return await self._ask(partial(channels.admins, channel_id=channel_id))

    async def channel_photo(self, channel_id: int) -> Photo | None:
        return await self._ask(partial(channel_changes.photo, channel_id=channel_id))

    async def public_channels(self, account_id: int) -> Sequence[SeenChannel]:
        return await self._ask(partial(channel_changes.public_of, account_id=account_id))

    async def posts(self, viewer_id: int, peer_id: int, ids: Sequence[int]) -> MessagePage:
        work = partial(posts.messages, viewer_id=viewer_id, peer_id=peer_id, ids=ids)
        return await self._ask(work)

    async def limited_channels(self) -> Collection[int]:
        return await self._ask(withholding.limited_channels)

    async def post_as_seen(
        self, peer_id: int, message_id: int, viewer_ids: Sequence[int]
    ) -> Mapping[int, Message]:
        work = partial(posts.as_seen, peer_id=peer_id, message_id=message_id, viewer_ids=viewer_ids)
        return await self._ask(work)

    async def channel_difference(
        self, viewer_id: int, peer_id: int, *, pts: int, limit: int
    ) -> Difference:
        work = partial(
            difference.difference, owner_id=peer_id, pts=pts, limit=limit, viewer_id=viewer_id
        )
        return await self._ask(work)

    async def joined_channels(self, account_ids: Sequence[int]) -> Sequence[tuple[int, int, int]]:
        return await self._ask(partial(channels.joined, account_ids=account_ids))

    async def read_channel(
        self, account_id: int, peer_id: int, *, max_id: int
    ) -> tuple[ChannelRead | None, Sequence[tuple[int, int]], bool]:
        work = partial(channel_reading.read, account_id=account_id, peer_id=peer_id, max_id=max_id)
        return await self._change(work, erases=False)

    async def clear_channel(
        self, account_id: int, peer_id: int, *, max_id: int
    ) -> ChannelCleared | None:
        work = partial(channel_reading.clear, account_id=account_id, peer_id=peer_id, max_id=max_id)
        return await self._change(work, erases=False)

    async def settle_lists(self, *, at_most: int) -> bool:
        work = partial(listing.settle_some, at_most=at_most)
        return await self._change(work, erases=False, bulk=True)

    async def count_views(self, counts: Mapping[tuple[int, int], int]) -> None:
        work = partial(posts.count_views, counts=counts)
        await self._change(work, erases=False, bulk=True)

    async def post_counts(
        self, places: Sequence[tuple[int, int]]
    ) -> Mapping[tuple[int, int], tuple[int, int]]:
        return await self._ask(partial(posts.post_counts, places=places))

    async def delete_posts(
        self,
        account_id: int,
        peer_id: int,
        ids: Sequence[int],
        *,
        date: int,
        check: Callable[[SeenChannel, Sequence[Message]], None],
    ) -> tuple[Deleted, ...]:
        work = partial(
            channel_reading.delete,
            account_id=account_id,
            peer_id=peer_id,
            ids=ids,
            date=date,
            check=check,
        )
        return await self._change(work)
