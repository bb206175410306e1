"""Storage of supergroups and channels: every change of one, and how they stand."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

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


class ChannelOperations(Protocol):
    """Supergroups and channels. An `Asker`'s `chat_id` is the channel's id."""

    async def create_channel(
        self, asker: Asker, *, record: Channel, member: ChannelMember, told: Told
    ) -> ChannelOutcome:
        """A new channel with its creator, and the first message in it. CHANNELS_TOO_MUCH."""
        ...

    async def change_channel(
        self,
        asker: Asker,
        *,
        named: Sequence[int] = (),
        username: str = "",
        decide: Callable[[ChannelContext], ChannelDecision | None],
        photo: Photo | None = None,
    ) -> ChannelOutcome:
        """Write what is decided, and tell it in the channel; None changes nothing.

        `named` are the accounts it is about, `username` the name whose holder the decision sees,
        `photo` the file that the channel shows from now on. Costs the same however many are in it.
        CHANNEL_INVALID, CHANNELS_ADMIN_PUBLIC_TOO_MUCH.
        """
        ...

    async def channel_members_among(
        self, channel_id: int, account_ids: Sequence[int]
    ) -> Sequence[ChannelMember]:
        """What those of the accounts are in a channel who are or were in it."""
        ...

    async def channel_admins(self, channel_id: int) -> Sequence[int]:
        """Who has a say in a channel, the creator among them."""
        ...

    async def channel_photo(self, channel_id: int) -> Photo | None:
        """The file that a channel shows."""
        ...

    async def public_channels(self, account_id: int) -> Sequence[SeenChannel]:
        """The public channels that somebody made, the newest first."""
        ...

    async def read_channel(
        self, account_id: int, peer_id: int, *, max_id: int
    ) -> tuple[ChannelRead | None, Sequence[tuple[int, int]], bool]:
        """How far somebody has read by now, None for nothing new; who wrote what was read, and up
        to which id; whether they had marked it as unread. 0 reads everything.

        Costs as much as was newly read. CHANNEL_PRIVATE for who is not in it.
        """
        ...

    async def clear_channel(
        self, account_id: int, peer_id: int, *, max_id: int
    ) -> ChannelCleared | None:
        """Hide what was said up to an id, 0 for all, from one member alone; None if it is.

        CHANNEL_PRIVATE for who is not in it.
        """
        ...

    async def settle_lists(self, *, at_most: int) -> bool:
        """Take channels that are closed out of the dialog lists of so many members, or have those
        that are open again stand in theirs; whether there was any to do. When nobody waits."""
        ...

    async def count_views(self, counts: Mapping[tuple[int, int], int]) -> None:
        """So many more have seen posts, each a channel's peer and an id there; of those that are
        gone nothing is kept. In one go, when nobody waits."""
        ...

    async def post_counts(
        self, places: Sequence[tuple[int, int]]
    ) -> Mapping[tuple[int, int], tuple[int, int]]:
        """How often each of the posts (a channel's peer, an id there) was seen and passed on; what
        never was is left out."""
        ...

    async def delete_posts(
        self,
        account_id: int,
        peer_id: int,
        ids: Sequence[int],
        *,
        date: int,
        check: Callable[[SeenChannel, Sequence[Message]], None],
    ) -> tuple[Deleted, ...]:
        """Take messages out of a channel; `check` sees those that are there, and may refuse.

        The first is what became of the channel, others what went along with its posts.
        """
        ...

    async def posts(self, viewer_id: int, peer_id: int, ids: Sequence[int]) -> MessagePage:
        """Messages of a channel in the order asked, missing ones left out, and those that are not
        for the viewer."""
        ...

    async def limited_channels(self) -> Collection[int]:
        """The peers of channels that decisions have some shown otherwise than others."""
        ...

    async def post_as_seen(
        self, peer_id: int, message_id: int, viewer_ids: Sequence[int]
    ) -> Mapping[int, Message]:
        """A message of which decisions hold something, as each of several is shown it, without what
        they chose; nothing if it is gone."""
        ...

    async def channel_difference(
        self, viewer_id: int, peer_id: int, *, pts: int, limit: int
    ) -> Difference:
        """As `difference`, of a channel's mailbox, for one who looks into it."""
        ...

    async def joined_channels(self, account_ids: Sequence[int]) -> Sequence[tuple[int, int, int]]:
        """One of the accounts, the peer of a channel it is in, and up to which id what was said
        there is not for it."""
        ...
