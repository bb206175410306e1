"""What devices have yet to be told of supergroups and channels, in the store."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.push import PushBounds, PushDevice


class PushPostOperations(Protocol):
    """A post is one for everybody; who is to hear of it is asked some accounts at a time."""

    async def members_after(self, channel_id: int, after_id: int, *, at_most: int) -> Sequence[int]:
        """The next of those who are in a channel, by their ids."""
        ...

    async def post_listeners(
        self, peer_id: int, message_id: int, account_ids: Sequence[int], *, now: int
    ) -> Sequence[tuple[int, bool]]:
        """Those of the accounts that are in a channel, may see a message of it, did not write it
        and have not read so far; and whether it is muted for each.

        Whom a message names or answers hears of it as of whoever wrote it.
        """
        ...

    async def push_devices_of(self, account_ids: Sequence[int]) -> Sequence[PushDevice]:
        """The devices of these accounts that want to be told."""
        ...

    async def delete_post_push(
        self, peer_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        """As `delete_push`, of a channel's messages."""
        ...

    async def edit_post_push(
        self, peer_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        """As `edit_push`, of a channel's messages."""
        ...
